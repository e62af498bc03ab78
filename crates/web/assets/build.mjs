// Bundles, hashes and compresses what the browser loads, and writes `assets.rs` for the server.
// Called by build.rs: node build.mjs <crate folder> <folder with node_modules> <out folder>
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [crate, modules, out] = process.argv.slice(2);
const esbuild = createRequire(join(modules, "package.json"))("esbuild");
const dist = join(out, "assets");
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
};

const built = await esbuild.build({
  // `resume` is loaded by the page that needs it.
  entryPoints: {
    app: join(crate, "assets/js/app.js"),
    resume: join(crate, "assets/js/resume.js"),
    style: join(crate, "assets/css/app.css"),
  },
  bundle: true,
  minify: true,
  write: false,
  outdir: dist,
  format: "esm",
  target: ["chrome123", "firefox128", "safari17.5"],
  nodePaths: [join(modules, "node_modules")],
  legalComments: "none",
  logLevel: "warning",
});

const files = built.outputFiles.map((file) => ({
  name: basename(file.path).replace("style.css", "app.css"),
  bytes: Buffer.from(file.contents),
}));
for (const name of readdirSync(join(crate, "assets/img")).sort()) {
  files.push({ name, bytes: readFileSync(join(crate, "assets/img", name)) });
}

const entries = files.map(({ name, bytes }) => {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const ending = extname(name);
  const hashed = `${basename(name, ending)}.${hash}${ending}`;
  const write = (suffix, data) => {
    writeFileSync(join(dist, hashed + suffix), data);
    return `include_bytes!(concat!(env!("OUT_DIR"), "/assets/${hashed}${suffix}"))`;
  };
  const plain = write("", bytes);
  const gzip = write(".gz", gzipSync(bytes, { level: 9 }));
  const brotli = write(".br", brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  return `    Asset { name: ${JSON.stringify(name)}, url: "/assets/${hashed}", mime: ${JSON.stringify(
    TYPES[ending] ?? "application/octet-stream",
  )}, etag: "\\"${hash}\\"", plain: ${plain}, gzip: ${gzip}, brotli: ${brotli} },`;
});

// The networks' signs, each as one path on a grid of 24. Later versions of simple-icons lack some of the networks.
const SIGNS = {
  bluesky: "bluesky",
  discord: "discord",
  facebook: "facebook",
  google_business: "google",
  instagram: "instagram",
  linkedin: "linkedin",
  mastodon: "mastodon",
  pinterest: "pinterest",
  reddit: "reddit",
  slack: "slack",
  telegram: "telegram",
  threads: "threads",
  tiktok: "tiktok",
  wordpress: "wordpress",
  x: "x",
  youtube: "youtube",
};
const signs = Object.entries(SIGNS).map(([network, name]) => {
  const drawing = readFileSync(join(modules, `node_modules/simple-icons/icons/${name}.svg`), "utf8");
  const [, path] = drawing.match(/<path d="([^"]+)"/);
  return `    (${JSON.stringify(network)}, ${JSON.stringify(path)}),`;
});
writeFileSync(
  join(out, "network_signs.rs"),
  `static NETWORK_SIGNS: [(&str, &str); ${signs.length}] = [\n${signs.join("\n")}\n];\n`,
);

writeFileSync(
  join(out, "assets.rs"),
  `static ASSETS: [Asset; ${entries.length}] = [\n${entries.join("\n")}\n];\n`,
);
