// Answers at once that there is nothing to say: what asking costs, whoever answers.
chrome.runtime.onMessage.addListener((message, sender, respond) => {
  respond({ ok: true, value: { answers: {} } });
});
