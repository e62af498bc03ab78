// Uploads in pieces, by tus: a row with its bar for each file, paused and gone on with, also after a reload of the page
// when the same file is chosen again.
import { Upload } from "tus-js-client";

/** Files sent at a time. */
const AT_ONCE = 2;
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
addEventListener("online", () => {
  for (const job of jobs) if (job.state === "broken") job.go();
});

/** Takes the files of a form and sends them. */
export function resumable(form) {
  const input = form.querySelector("input[type=file]");
  const list = document.getElementById(form.dataset.list);
  const fields = Object.fromEntries(["brand_id", "folder", "tags"].map((name) => [name, form.elements[name]?.value ?? ""]));
  for (const file of input.files) jobs.add(begin(form, list, file, fields));
  input.value = "";
  input.dispatchEvent(new Event("change", { bubbles: true }));
  next();
}

/** Begins what waits, as far as there is room. */
function next() {
  const all = [...jobs];
  let room = AT_ONCE - all.filter((job) => job.state === "sending").length;
  for (const job of all) if (job.state === "waiting" && room-- > 0) job.go();
}

/** What of this file has arrived already, as the page tells. */
function known(list, file) {
  return [...list.children].find(
    (row) =>
      row.dataset.url &&
      row.dataset.name === file.name &&
      Number(row.dataset.size) === file.size &&
      Number(row.dataset.modified) === file.lastModified,
  );
}

function begin(form, list, file, fields) {
  const old = known(list, file);
  const row = document.getElementById(`${list.id}-row`).content.firstElementChild.cloneNode(true);
  if (old) old.replaceWith(row);
  else list.append(row);
  const part = (name) => row.querySelector(name);
  const bar = part("progress");
  const job = { state: "waiting", go, row };
  let told = 0;
  part(".upload-name").textContent = file.name;
  bar.setAttribute("aria-label", file.name);
  show("waiting");

  const upload = new Upload(file, {
    endpoint: `${form.action}/uploads`,
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
    onSuccess: ({ lastResponse }) => {
      show("kept");
      bar.value = 100;
      const media = lastResponse?.getHeader("tandem-media");
      if (media) {
        const link = document.createElement("a");
        link.href = `/media/${media}`;
        link.textContent = file.name;
        part(".upload-name").replaceChildren(link);
      }
      refresh();
      next();
    },
    onError(error) {
      const why = reason(error);
      show(why ? "refused" : "broken", why ?? "");
      next();
    },
  });

  function progress(sent, total) {
    told = total ? sent / total : 0;
    bar.value = told * 100;
    const text = list.dataset.sending.replace("%p", percent(told)).replace("%b", size(total));
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
    const outcome = { paused: percent(told), kept: "", broken: "", refused: why }[state];
    part(".upload-outcome").textContent =
      outcome === undefined ? "" : list.dataset[state].replace("%p", outcome).replace("%r", outcome);
  }

  function go() {
    show("sending");
    progress(told, 1);
    part(".upload-state").textContent = "";
    upload.start();
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
  });
  part("[data-away]").addEventListener("click", away);

  function away() {
    jobs.delete(job);
    row.remove();
    form.querySelector("input[type=file]")?.focus();
    next();
  }
  return job;
}

/** Why the server does not take it; nothing when it could not be asked, or has a fault of its own. */
function reason(error) {
  const response = error.originalResponse;
  const status = response?.getStatus() ?? 0;
  if (status < 400 || (status >= 500 && status !== 507)) return undefined;
  try {
    return JSON.parse(response.getBody()).message ?? `HTTP ${status}`;
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
