watch('value', () => {
  const title = element.querySelector('h2');
  if (!title) return;
  title.scrollIntoView();
  title.focus({ preventScroll: true });
});
