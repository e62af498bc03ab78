//! A person's own settings.

use serde_json::json;

use crate::{
    Actor, App, Error, Faults, Result, Via,
    accounts::{Language, NewSession, Origin, Theme, password, sign_in::open_session_in, store},
    audit,
    zone::zone,
};

/// What the profile page sends.
#[derive(Debug, Clone)]
pub struct ChangeProfile {
    /// Name as others see it.
    pub name: String,
    /// Language; `None`: as the browser asks.
    pub language: Option<Language>,
    /// Theme.
    pub theme: Theme,
    /// IANA zone; `None`: the workspace's.
    pub zone: Option<String>,
}

impl App {
    /// Changes the person's own name, language, theme and zone.
    ///
    /// # Errors
    /// Every fault of the input.
    pub async fn change_profile(&self, actor: &Actor, change: ChangeProfile) -> Result<()> {
        let user_id = actor.user_id.ok_or(Error::Forbidden("person"))?;
        let mut faults = Faults::default();
        let name = faults.text("name", &change.name, 100);
        if let Some(named) = &change.zone {
            faults.take(zone("zone", named));
        }
        faults.finish()?;
        let tx = self.db.write().await?;
        store::update_profile(&tx, user_id, &name, change.language, change.theme, change.zone.as_deref())
            .await?;
        audit::record(&tx, actor, self.now(), "change_profile", "user", user_id, json!({ "name": name }))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes the person's own password: every session ends, and the one that asks gets a new token.
    ///
    /// # Errors
    /// `password_wrong` on `current`; every fault of the new one.
    pub async fn change_password(
        &self,
        actor: &Actor,
        current: &str,
        new: &str,
        origin: &Origin,
    ) -> Result<NewSession> {
        let (Some(user_id), Via::Session(_)) = (actor.user_id, actor.via) else {
            return Err(Error::Forbidden("person"));
        };
        let user = store::find_user(self.db.read(), user_id).await?.ok_or(Error::NotFound)?;
        let mut faults = Faults::default();
        let known = password::verify(current, Some(&user.password_hash)).await?;
        faults.check(known, "current", "password_wrong");
        faults.take(password::check("new", new, &[&user.email, &user.name]));
        faults.finish()?;
        let hash = password::hash(new).await?;
        let now = self.now();
        let tx = self.db.write().await?;
        // Somebody who knew the old password must not win a race against its change.
        if store::replace_password(&tx, user_id, &user.password_hash, &hash).await? == 0 {
            return Err(Error::field("current", "password_wrong"));
        }
        store::delete_sessions(&tx, user_id, None).await?;
        store::close_resets(&tx, user_id, now).await?;
        let session = open_session_in(&tx, user_id, origin, now).await?;
        store::choose_workspace(&tx, session.id, actor.workspace_id).await?;
        audit::record(&tx, actor, now, "change_password", "user", user_id, json!({})).await?;
        tx.commit().await?;
        Ok(session)
    }
}
