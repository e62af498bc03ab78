// The browser's part: htmx, and one small behaviour a file, bound by `data-behavior`.
import "htmx.org";
import { start } from "./behaviors.js";
import { attach } from "./behaviors/attach.js";
import { checks } from "./behaviors/checks.js";
import { chart } from "./behaviors/chart.js";
import { confirmed } from "./behaviors/confirm.js";
import { copy } from "./behaviors/copy.js";
import { crop, focal } from "./behaviors/crop.js";
import { counter } from "./behaviors/counter.js";
import { dialog, open, sheet } from "./behaviors/dialog.js";
import { file } from "./behaviors/file.js";
import { focus } from "./behaviors/focus.js";
import { guardForms } from "./behaviors/forms.js";
import { live } from "./behaviors/live.js";
import { reveal } from "./behaviors/reveal.js";
import { shortcuts } from "./behaviors/shortcuts.js";
import { submit } from "./behaviors/submit.js";
import { tabs } from "./behaviors/tabs.js";
import { title } from "./behaviors/title.js";
import { toast, toasts } from "./behaviors/toasts.js";
import { upload } from "./behaviors/upload.js";
import { unsaved } from "./behaviors/unsaved.js";
import { zone } from "./behaviors/zone.js";

document.documentElement.classList.add("js");
guardForms();
start({
  attach,
  checks,
  chart,
  confirm: confirmed,
  copy,
  counter,
  crop,
  dialog,
  file,
  focal,
  focus,
  live,
  open,
  reveal,
  sheet,
  shortcuts,
  submit,
  tabs,
  title,
  toast,
  toasts,
  unsaved,
  upload,
  zone,
});
