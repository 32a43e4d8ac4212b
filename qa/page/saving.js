// Where there is a keyboard a reader may type at once; the browser's own way of doing this would scroll the page on a phone.
const begin = (frames) => {
  const box = document.querySelector('#question textarea');
  if (box) box.focus({ preventScroll: true });
  else if (frames) requestAnimationFrame(() => begin(frames - 1));
};
if (matchMedia('(pointer: fine) and (min-width: 600px)').matches) begin(300);
// The file is made by the server and handed over in the page's own data, so that it lies nowhere where others could fetch it.
watch('value', () => {
  const file = props.value ? JSON.parse(props.value) : null;
  if (!file) return;
  const bytes = Uint8Array.from(atob(file.data), (c) => c.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: file.media_type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
});
