// Signing in by a passkey, and adding one. Without this file, or in a browser
// that has no passkeys, their forms stay hidden, and one signs in by a link.
"use strict";
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  // What a server and a device say to each other is bytes, written in base64url.
  const read = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const write = (b) => btoa(Array.from(new Uint8Array(b), (n) => String.fromCharCode(n)).join(""))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (all) => (all || []).map((c) => ({ ...c, id: read(c.id) }));

  const ask = {
    get: (o) => navigator.credentials.get({ publicKey: { ...o, challenge: read(o.challenge), allowCredentials: listed(o.allowCredentials) } }),
    create: (o) => navigator.credentials.create({ publicKey: { ...o, challenge: read(o.challenge),
      user: { ...o.user, id: read(o.user.id) }, excludeCredentials: listed(o.excludeCredentials) } }),
  };

  function told(made) {
    const r = made.response, out = { clientDataJSON: write(r.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (r[name]) out[name] = write(r[name]);
    if (r.getTransports) out.transports = r.getTransports();
    return { id: made.id, rawId: write(made.rawId), type: made.type, response: out,
      authenticatorAttachment: made.authenticatorAttachment || undefined, clientExtensionResults: {} };
  }

  function say(form, words) {
    const el = form.querySelector("[data-problem]");
    el.textContent = words;
    el.hidden = !words;
  }

  async function send(form) {
    const answer = await fetch(form.dataset.ask, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const offer = await answer.json();
    if (offer.problem) return say(form, offer.problem);
    const made = await ask[form.dataset.passkey](offer.options);
    form.elements.attempt.value = offer.attempt;
    form.elements.answer.value = JSON.stringify(told(made));
    form.submit();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    const button = form.querySelector("button");
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      if (button.disabled) return;
      button.disabled = true;
      say(form, "");
      send(form)
        .catch((no) => say(form, (no.name === "InvalidStateError" && form.dataset.taken) || form.dataset.cancelled))
        .finally(() => (button.disabled = false));
    });
  }
  for (const el of document.querySelectorAll("[data-without-passkeys]")) el.hidden = true;
})();
