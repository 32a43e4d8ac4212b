// Jumps are made here because Gradio's page has a <base>, from which the browser would load "#place" anew.
element.addEventListener('click', (event) => {
  const ask = event.target.closest('button.ask');
  // While an answer is awaited another question would take its place and it would be lost without a word.
  if (ask) { if (!document.querySelector('#notice .busy')) trigger('ask', { question: ask.textContent }); return; }
  const save = event.target.closest('button.save');
  if (save) { trigger('save', { turn: Number(save.dataset.turn), format: save.dataset.format }); return; }
  const jump = event.target.closest('a[href^="#"]');
  if (!jump) return;
  event.preventDefault();
  window.attestOpener = jump;
  element.querySelectorAll('a.jump[aria-expanded]').forEach((other) => other.removeAttribute('aria-expanded'));
  jump.setAttribute('aria-expanded', 'true');
  trigger('open', { place: jump.getAttribute('href').slice(1) });
});
watch('value', () => {
  const newest = [...element.querySelectorAll('article.report')].pop();
  if (!newest) return;
  if (element.contains(document.activeElement)) newest.querySelector('h2').focus({ preventScroll: true });
  newest.scrollIntoView();
});
// A server that has died cannot say so: while an answer is awaited, the page looks whether it still answers.
setInterval(async () => {
  const waiting = document.querySelector('#notice .busy');
  if (!waiting) return;
  const answers = await fetch('health', { cache: 'no-store' }).then(() => true, () => false);
  if (answers || !waiting.isConnected) return;
  waiting.className = 'problem';
  waiting.setAttribute('role', 'alert');
  waiting.textContent = 'Attest does not answer any more, so this question was not answered. Reload the page when it has been started again.';
}, 3000);
