element.addEventListener('click', (event) => {
  const read = event.target.closest('button.read');
  if (read) trigger('read', { id: read.dataset.id });
});
