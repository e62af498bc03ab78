//! The tabs of the settings.

use app::Permission;

use crate::extract::Signed;
use crate::shell::{PageResult, Shell, see_other};

/// A tab as one person sees it.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Where it leads.
    pub href: &'static str,
    /// Its text.
    pub text: String,
    /// Whether the page shown is in it.
    pub current: bool,
}

const TABS: &[(&str, &str, Option<Permission>)] = &[
    ("/settings/profile", "profile", None),
    ("/settings/sessions", "sessions", None),
    ("/settings/members", "members", None),
    ("/settings/brands", "brands", None),
    ("/settings/tracking", "tracking", None),
    ("/settings/workspace", "workspace", Some(Permission::ManageWorkspace)),
    ("/settings/tokens", "tokens", Some(Permission::ManageWorkspace)),
    ("/settings/audit", "audit", Some(Permission::ViewAudit)),
];

/// The tabs that the person may open.
pub fn tabs(shell: &Shell) -> Vec<Tab> {
    let viewer = shell.viewer.as_deref();
    let allows = |permission: Permission| viewer.is_some_and(|viewer| viewer.actor.allows(permission));
    TABS.iter()
        .filter(|(_, _, permission)| permission.is_none_or(allows))
        .map(|(href, key, _)| Tab {
            href,
            text: shell.tk("settings-tab", key),
            current: shell.path == *href || shell.path.starts_with(&format!("{href}/")),
        })
        .collect()
}

/// `GET /settings`
pub async fn get(shell: Shell, Signed(_): Signed) -> PageResult {
    see_other(&shell, "/settings/profile", None)
}
