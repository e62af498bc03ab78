// Uploads in pieces, by tus: a row with its bar for each file, paused and gone on with, also after a reload of the page
// when the same file is chosen again.
import { Upload } from "tus-js-client";

/** Files sent at a time. */
const AT_ONCE = 2;
const UNDER_WAY = ["waiting", "sending", "paused", "broken"];
const PIECE = 32 * 1024 * 1024;
const RETRIES = [0, 1000, 3000, 5000, 10000, 20000];

const jobs = new Set();
const language = () => document.documentElement.lang;
const percent = (share) => new Intl.NumberFormat(language(), { style: "percent" }).format(Math.floor(share * 100) / 100);
const size = (bytes) =>
  new Intl.NumberFormat(language(), { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / 1e6);

addEventListener("beforeunload", (event) => {
  if ([...jobs].some((job) => job.state === "sending")) event.preventDefault();
});
// What hangs on a line that is gone would be waited for until the system gives it up.
addEventListener("offline", () => {
  for (const job of jobs) if (job.state === "sending") job.cut();
});
addEventListener("online", () => {
  for (const job of jobs) if (job.state === "broken") job.go();
});

/** Takes the files of the library's form and sends them. */
export function resumable(form) {
  const input = form.querySelector("input[type=file]");
  const brand = form.elements.brand_id;
  if (brand?.checkValidity && !brand.reportValidity()) return;
  take(input, document.getElementById(form.dataset.list), valuesOf(form, ["brand_id", "folder", "tags"]), refresh);
  input.value = "";
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Takes the files of a field of the composer, sends them, and puts each in once it is kept. The form waits for them. */
export function attach(ground, input) {
  const { form } = ground;
  const list = document.getElementById(ground.dataset.list);
  const into = document.getElementById(ground.dataset.into);
  take(input, list, valuesOf(form, ["brand_id"]), async (media, away) => {
    if (!media) return;
    const answer = await fetch(ground.dataset.row + media, { headers: { "HX-Request": "true" } }).catch(() => undefined);
    const row = document.createElement("template");
    if (answer?.ok) row.innerHTML = await answer.text();
    else row.innerHTML = `<input type="hidden" name="media" value="${media}">`;
    into.append(row.content);
    if (answer?.ok) away();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.value = "";
  // What is said of files that are too large stays.
  for (const item of ground.querySelectorAll(".file-list li:not(.field-error)")) item.remove();
  if (ground.dataset.waits) return;
  ground.dataset.waits = "yes";
  form.addEventListener("submit", (event) => {
    if (![...jobs].some((job) => UNDER_WAY.includes(job.state))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: ground.dataset.busy, tone: "bad" } }));
  }, { capture: true });
}

function valuesOf(form, names) {
  return Object.fromEntries(names.map((name) => [name, form.elements[name]?.value ?? ""]));
}

function take(input, list, fields, kept) {
  for (const file of input.files) jobs.add(begin(input, list, file, fields, kept));
  next();
}

/** Begins what waits, as far as there is room. */
function next() {
  const all = [...jobs];
  let room = AT_ONCE - all.filter((job) => job.state === "sending").length;
  for (const job of all) if (job.state === "waiting" && room-- > 0) job.go();
}

/** What of this file has arrived already, as the page tells. */
function known(list, file, brand) {
  return [...list.children].find(
    (row) =>
      row.dataset.url &&
      row.dataset.brand === brand &&
      row.dataset.name === file.name &&
      Number(row.dataset.size) === file.size &&
      Number(row.dataset.modified) === file.lastModified,
  );
}

function begin(input, list, file, fields, kept) {
  const old = known(list, file, fields.brand_id);
  const row = document.getElementById(`${list.id}-row`).content.firstElementChild.cloneNode(true);
  if (old) old.replaceWith(row);
  else list.append(row);
  const part = (name) => row.querySelector(name);
  const bar = part("progress");
  const job = { state: "waiting", go, cut };
  let share = 0;
  part(".upload-name").textContent = file.name;
  bar.setAttribute("aria-label", file.name);
  show("waiting");

  const upload = new Upload(file, {
    endpoint: list.dataset.endpoint,
    uploadUrl: old ? new URL(old.dataset.url, location.href).href : null,
    overridePatchMethod: true,
    storeFingerprintForResuming: false,
    chunkSize: PIECE,
    retryDelays: RETRIES,
    metadata: { ...fields, filename: file.name, filetype: file.type, modified: String(file.lastModified) },
    onProgress(sent, total) {
      if (sent >= total && total > PIECE) part(".upload-state").textContent = list.dataset.checking;
      else progress(sent, total);
    },
    onSuccess: async ({ lastResponse }) => {
      bar.value = 100;
      const media = lastResponse?.getHeader("tandem-media");
      if (media) {
        const link = document.createElement("a");
        link.href = `/media/${media}`;
        link.textContent = file.name;
        part(".upload-name").replaceChildren(link);
      }
      // Under way until the page has it: whoever sends a form before would send it without the file.
      await kept(media, away);
      if (jobs.has(job)) show("kept");
      next();
    },
    onError(error) {
      const status = error.originalResponse?.getStatus() ?? 0;
      if (status === 404) {
        // What had arrived is gone: from the beginning.
        upload.url = null;
        upload.options.uploadUrl = null;
      }
      const isFinal = status >= 400 && status < 500 && status !== 404;
      show(isFinal ? "refused" : "broken", reason(error, status));
      next();
    },
  });

  function progress(sent, total) {
    share = total ? sent / total : 0;
    bar.value = share * 100;
    const text = list.dataset.sending.replace("%p", percent(share)).replace("%b", size(total));
    part(".upload-state").textContent = text;
  }

  function show(state, why = "") {
    job.state = state;
    row.dataset.state = state;
    const ended = state === "kept" || state === "refused";
    part("[data-pause]").hidden = state !== "sending" && state !== "waiting";
    part("[data-resume]").hidden = state !== "paused" && state !== "broken";
    part("[data-cancel]").hidden = ended;
    part("[data-away]").hidden = !ended;
    bar.hidden = ended;
    part(".upload-state").textContent = state === "waiting" ? list.dataset.waiting : "";
    const text = state === "broken" && why ? why : list.dataset[state];
    const told = ["waiting", "sending"].includes(state) ? "" : text;
    part(".upload-outcome").textContent = told.replace("%p", percent(share)).replace("%r", why);
  }

  function go() {
    show("sending");
    progress(share, 1);
    part(".upload-state").textContent = "";
    upload.start();
  }

  function cut() {
    show("broken");
    upload.abort();
  }

  part("[data-pause]").addEventListener("click", () => {
    const under = job.state === "sending";
    show("paused");
    if (under) upload.abort();
    part("[data-resume]").focus();
    next();
  });
  part("[data-resume]").addEventListener("click", () => {
    go();
    part("[data-pause]").focus();
  });
  part("[data-cancel]").addEventListener("click", async () => {
    job.state = "ended";
    await upload.abort();
    if (upload.url) {
      await fetch(`${upload.url}/cancel`, { method: "POST", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => {});
    }
    away();
    input.focus();
  });
  part("[data-away]").addEventListener("click", () => {
    away();
    input.focus();
  });

  function away() {
    jobs.delete(job);
    row.remove();
    next();
  }
  return job;
}

/** Why the server does not take it, in its words; empty when it could not be asked. */
function reason(error, status) {
  if (status < 400) return "";
  try {
    return JSON.parse(error.originalResponse.getBody()).message ?? `HTTP ${status}`;
  } catch {
    return `HTTP ${status}`;
  }
}

/** Shows what was kept in the list below. */
async function refresh() {
  const results = document.getElementById("results");
  if (!results) return;
  const headers = { "HX-Request": "true", "HX-Target": "div#results" };
  const answer = await fetch(location.href, { headers }).catch(() => undefined);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("results");
  if (fresh) document.getElementById("results").replaceWith(fresh);
}
