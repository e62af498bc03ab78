//! Incoming webhooks: a secret address that takes messages and answers `ok`, and nothing else. No id comes back, so
//! nothing sent this way can be found, changed, removed or counted.

use serde_json::{Value, json};
use url::Url;

use super::message::{blocks, escaped, text_of};
use super::publish::{comment, steps};
use super::{Access, Slack, default_limits};
use crate::http::{Answer, Body, Call};
use crate::steps::{Plan, Sent};
use crate::{
    ConnectStep, Connected, Content, Error, ErrorKind, Handle, MediaKind, Next, Profile, Progress, Sending,
};

/// `T…/B…/secret` of an address that a person typed.
pub(super) fn hook_of(address: &str, hooks: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let parts: Vec<&str> = url.path_segments()?.collect();
    let ["services", team, hook, secret] = parts.as_slice() else { return None };
    let plain = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let host = Url::parse(hooks).ok()?;
    (url.origin() == host.origin() && [team, hook, secret].into_iter().all(plain))
        .then(|| format!("{team}/{hook}/{secret}"))
}

/// What a refusal means: plain words with a status (docs.slack.dev, "Sending messages using incoming webhooks", Handling
/// errors).
pub(super) fn hook_fault(answer: &Answer) -> Error {
    let said = answer.text();
    let message = format!("the server answered {}: {said}", answer.status);
    let (kind, next) = match said.trim() {
        "no_service" | "no_active_hooks" | "invalid_token" | "no_team" | "team_disabled"
        | "no_service_id" | "channel_not_found" | "user_not_found" => {
            (ErrorKind::Credentials, Next::Reauthorise)
        }
        "action_prohibited" | "channel_is_archived" | "posting_to_general_channel_denied" => {
            (ErrorKind::Permission, Next::Never)
        }
        "invalid_payload" | "no_text" | "too_many_attachments" | "invalid_blocks" | "msg_too_long" => {
            (ErrorKind::Invalid, Next::Never)
        }
        _ => return answer.fault_by_status(&said),
    };
    answer.fault(kind, next, &message)
}

impl Slack {
    fn hook_call(&self, hook: &str, body: Value) -> Result<Call, Error> {
        let url = self.http.endpoint(&self.hooks, &format!("/services/{hook}"), &[])?;
        let secret = hook.rsplit('/').next().unwrap_or(hook);
        Ok(Call::post(url, Body::Json(body)).secret(secret))
    }

    pub(super) async fn connect_hook(&self, address: &str) -> Result<ConnectStep, Error> {
        let hook = hook_of(address, &self.hooks).ok_or_else(|| {
            let why = "that is not the address of an incoming webhook (https://hooks.slack.com/services/…)";
            Error::new(ErrorKind::Credentials, Next::Never, why)
        })?;
        let base_url = self.http.base_url(&self.api)?;
        let profile = self.check_hook(&base_url, &hook).await.map_err(super::auth::first_time)?;
        Ok(ConnectStep::Done(vec![Connected { profile, credentials: Access::Hook { hook }.keep() }]))
    }

    /// A message without text is refused as such by a webhook that is alive, and posts nothing.
    pub(super) async fn check_hook(&self, base_url: &str, hook: &str) -> Result<Profile, Error> {
        let answer = self.http.send(self.hook_call(hook, json!({ "text": "" }))?).await?;
        let alive = matches!(answer.text().trim(), "no_text" | "invalid_payload");
        if !alive {
            return Err(if answer.is_success() {
                answer.fault(ErrorKind::Protocol, Next::Never, "the server took a message without text")
            } else {
                hook_fault(&answer)
            });
        }
        let public: Vec<&str> = hook.split('/').take(2).collect();
        Ok(Profile {
            remote_id: public.join("/"),
            handle: format!("webhook {}", public.get(1).unwrap_or(&"")),
            display_name: "Incoming webhook".to_owned(),
            profile_url: base_url.to_owned(),
            avatar_url: None,
            base_url: base_url.to_owned(),
            limits: default_limits(),
        })
    }

    /// Sends every part that is not out yet, one after another: a webhook knows no threads that we could answer in.
    pub(super) async fn publish_by_hook(
        &self,
        base_url: &str,
        hook: &str,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle, steps(content))?;
        for index in 0..plan.steps.len() {
            if plan.is_done(index) {
                continue;
            }
            let body = match content.parts.get(index) {
                Some(part) => {
                    let text = text_of(content, index);
                    let mut body = json!({ "text": escaped(&text), "unfurl_links": content.link.is_some() });
                    if !part.media.is_empty() {
                        body["blocks"] = json!(blocks(&text, part, &pictures(part)?));
                    }
                    body
                }
                None => json!({ "text": escaped(comment(content).unwrap_or_default()) }),
            };
            let call = self.hook_call(hook, body)?.once();
            // No id comes back: the send's own mark stands for it.
            let sent = Sent { id: plan.key_of(index), url: base_url.to_owned() };
            plan.hand_over(index, progress, async {
                let answer = self.http.send(call).await?;
                match answer.is_success() {
                    true if answer.text().trim() == "ok" => Ok(sent),
                    true => Err(answer.fault(ErrorKind::Protocol, Next::Unknown, "the answer is not `ok`")),
                    false => Err(hook_fault(&answer)),
                }
            })
            .await?;
        }
        plan.published().map(Sending::Published)
    }
}

/// Pictures by their public address: a webhook takes no files.
fn pictures(part: &crate::Part) -> Result<Vec<Value>, Error> {
    let refuse = |why: &str| Error::new(ErrorKind::Invalid, Next::Never, why);
    let pictures = part.media.iter().map(|media| match (&media.public_url, media.facts.kind) {
        (Some(url), MediaKind::Image) => Ok(json!({ "image_url": url })),
        (None, MediaKind::Image) => {
            Err(refuse("an incoming webhook shows pictures by a public address, which this instance has not"))
        }
        _ => Err(refuse("an incoming webhook takes neither films nor documents")),
    });
    pictures.collect()
}
