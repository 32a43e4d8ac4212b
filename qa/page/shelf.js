element.addEventListener('click', (event) => {
  const read = event.target.closest('button.read');
  if (!read) return;
  element.querySelectorAll('button.read[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  read.setAttribute('aria-current', 'true');
  trigger('read', { id: read.dataset.id });
});
