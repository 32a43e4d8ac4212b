// Closing gives the focus back to the number that opened the panel, so that a keyboard reader goes on where they were.
const close = () => {
  if (!element.querySelector('.panel')) return;
  props.value = '';  // taken out by hand, the same panel would not be shown again
  window.attestOpener?.removeAttribute('aria-expanded');
  window.attestOpener?.focus();
};
element.addEventListener('click', (event) => { if (event.target.closest('.close')) close(); });
element.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
watch('value', () => {
  const title = element.querySelector('h2');
  if (!title) return;
  element.querySelector('mark')?.scrollIntoView({ block: 'nearest' });
  title.focus({ preventScroll: true });
});
