// The list may be long: closing leads back to the source that was opened.
element.addEventListener('click', (event) => {
  if (!event.target.closest('.close')) return;
  props.value = '';
  const opener = document.querySelector('.shelf button.read[aria-current]') ?? document.querySelector('#find textarea, #find input');
  opener?.scrollIntoView({ block: 'center' });
  opener?.focus({ preventScroll: true });
});
watch('value', () => {
  const title = element.querySelector('h2');
  if (!title) return;
  title.scrollIntoView();
  title.focus({ preventScroll: true });
});
