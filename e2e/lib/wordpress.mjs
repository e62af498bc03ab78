// WordPress, as Debian packages it, with a database of its own: throw-away, on loopback only.
import { execFile } from 'node:child_process';
import { access, chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort, start, temporaryFolder, until } from './processes.mjs';

const run = promisify(execFile);
const TREE = '/usr/share/wordpress';
const PACKAGES = 'wordpress php-cli php-mysql php-gd php-curl php-mbstring php-xml mariadb-server';

/** Whether what it needs is on this machine: the stories that ask for it install it. */
export async function hasWordPress() {
  try {
    await Promise.all([access(`${TREE}/wp-load.php`), run('php', ['--version']), run('mariadbd', ['--version'])]);
    return true;
  } catch {
    return false;
  }
}

async function startDatabase(folder) {
  const data = path.join(folder, 'data');
  const socket = path.join(folder, 'db.sock');
  // The server refuses to be root, and then needs a way to its folder.
  const isRoot = process.getuid() === 0;
  await mkdir(data);
  await chmod(folder, 0o755);
  const own = isRoot ? ['--user=mysql'] : [];
  if (isRoot) await run('chown', ['mysql', data, folder]);
  await run('mariadb-install-db', [
    '--no-defaults', ...own, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db',
  ]);
  const port = await freePort();
  await start('mariadbd', [
    '--no-defaults', ...own, `--datadir=${data}`, `--socket=${socket}`, `--port=${port}`, `--pid-file=${data}/pid`,
    '--bind-address=127.0.0.1', '--innodb-buffer-pool-size=32M',
  ]);
  const query = (statement) => run('mariadb', ['--no-defaults', '-uroot', `--socket=${socket}`, '-e', statement]);
  await until('the database answers', () => query('select 1'), { seconds: 30 });
  await query(
    "create database blog; create user blog@'%' identified by 'only-for-tests'; grant all on blog.* to blog@'%'",
  );
  return port;
}

const settings = (url, database) => `<?php
define('DB_NAME', 'blog');
define('DB_USER', 'blog');
define('DB_PASSWORD', 'only-for-tests');
define('DB_HOST', '127.0.0.1:${database}');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', '${url}');
define('WP_SITEURL', '${url}');
// Application passwords over plain http need it.
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;

const install = (user) => `<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
$done = wp_install('The blog', '${user}', '${user}@example.org', false, '', 'only-for-tests');
update_option('permalink_structure', '/%postname%/');
[$password] = WP_Application_Passwords::create_new_application_password($done['user_id'], ['name' => 'Tandem']);
echo "\\npassword=$password\\n";
`;

const ROUTER = `<?php
$file = __DIR__ . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($file) && !str_ends_with($file, '.php')) return false;
if (is_file($file)) { require $file; return; }
require __DIR__ . '/index.php';
`;

/** Starts a site with one person, who has an application password. */
export async function startWordPress() {
  if (!(await hasWordPress())) throw new Error(`WordPress is not installed: apt-get install ${PACKAGES}`);
  const folder = await temporaryFolder('wordpress');
  const database = await startDatabase(folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const site = path.join(folder, 'site');
  await cp(TREE, site, { recursive: true, dereference: true });
  const user = 'brand';
  await Promise.all([
    writeFile(path.join(site, 'wp-config.php'), settings(url, database)),
    writeFile(path.join(site, 'install-once.php'), install(user)),
    writeFile(path.join(site, 'router.php'), ROUTER),
  ]);
  await mkdir(path.join(site, 'wp-content', 'uploads'), { recursive: true });
  const { stdout } = await run('php', ['install-once.php'], { cwd: site });
  const password = stdout.match(/password=(\S+)/)?.[1];
  if (!password) throw new Error(`WordPress was not installed: ${stdout.slice(-500)}`);
  const options = ['-d', 'upload_max_filesize=64M', '-d', 'post_max_size=64M'];
  const program = await start('php', [...options, '-S', `127.0.0.1:${port}`, '-t', site, path.join(site, 'router.php')], {
    cwd: site,
  });
  await until('WordPress answers', async () => (await fetch(`${url}/wp-json/`)).ok, { seconds: 30 });
  return { url, user, password, program };
}
