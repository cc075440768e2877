// Asks a running server over REST, and slices by code points: node examples/rest.mjs http://127.0.0.1:7860 QUESTION
const [address, question] = process.argv.slice(2);
const call = async (path, body) => {
  const headers = { "content-type": "application/json" }; // with a token: authorization: "Bearer ..."
  const response = await fetch(`${address}/api/v1/${path}`, body && { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error((await response.json()).detail);
  return response.json();
};
const reply = await call("ask", { question });
for (const quote of reply.quotes) {
  const { text } = await call(`documents/${quote.document}/text`);
  // Offsets count code points; JavaScript's own slice() counts halves of some of them.
  const sliced = Array.from(text).slice(quote.start, quote.end).join("");
  console.log(reply.outcome, sliced === quote.text, sliced);
}
