// Runs in a frame with a separate origin, which can reach neither the page nor the network. For each job it starts a worker
// with the script of the job, and ends the worker after the answer or when its time is over.
addEventListener("message", (request) => {
  if (request.source !== parent) return;
  const { job, script, message, seconds } = request.data;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address);
  const answer = (word, value) => {
    clearTimeout(timer);
    worker.terminate();
    URL.revokeObjectURL(address);
    parent.postMessage({ job, word, value }, "*");
  };
  const timer = setTimeout(() => answer("time", null), seconds * 1000);
  worker.onmessage = ({ data }) => answer(data.word, data.value);
  worker.onerror = (failure) => {
    failure.preventDefault();
    answer("failed", failure.message || "The worker could not be started.");
  };
  worker.postMessage(message);
});
parent.postMessage({ word: "ready" }, "*");
