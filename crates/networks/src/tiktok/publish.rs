//! A post from begin to end: the creator's own limits, the beginning that gives the publish id, and what became of it.
//!
//! A film that was begun and not uploaded is never published, so beginning may be repeated until the first byte is
//! sent; from then on the publish id is known and saved, and tells the post's fate. Photos are fetched by TikTok
//! as soon as they are named: that call is made once, and looked for when its answer is lost.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::wire::{Begun, CreatorInfo, Status};
use super::{Access, TikTok, caption, fault};
use crate::look_back::{Search, Since};
use crate::steps::Kept;
use crate::{
    Account, Content, Error, ErrorKind, Handle, Media, MediaKind, Next, Progress, Published, Sending,
};

/// How often a post that is out is asked for its public id before it is told without: the review of a public post
/// takes about a minute, and may take hours.
const WAITS_MAX: u32 = 20;
/// How often a film may be begun anew.
const BEGUN_MAX: u32 = 4;
const SOON: Duration = Duration::from_secs(5);
const REVIEW: Duration = Duration::from_secs(30);

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Plan {
    pub created_ms: i64,
    /// Photos have been handed over at least once, and no answer says what became of them.
    pub tried: bool,
    /// What TikTok calls this post until it is public.
    pub publish_id: Option<String>,
    /// Where a film goes.
    pub upload: Option<Upload>,
    /// How often a film was begun.
    pub begun: u32,
    /// How often the public id was asked for.
    pub waits: u32,
    pub sent: Option<Sent>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Upload {
    pub url: String,
    pub chunk: u64,
    pub uploaded: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Sent {
    pub id: String,
    pub url: String,
}

pub(super) fn prepare(now_ms: i64) -> Handle {
    Plan { created_ms: now_ms, ..Plan::default() }.keep()
}

/// Whether an id is a public post's, not a publish id (`v_pub_file~v2.…`).
pub(super) fn is_post_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

impl Kept for Plan {}

impl Plan {
    pub(super) fn published(&self) -> Option<Published> {
        let sent = self.sent.as_ref()?;
        Some(Published { remote_id: sent.id.clone(), url: sent.url.clone(), handle: self.keep() })
    }

    fn done(&self) -> Result<Sending, Error> {
        self.published()
            .map(Sending::Published)
            .ok_or_else(|| Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its post"))
    }

    /// Whether the post is out, and its public id may still be told.
    pub(super) fn awaits_id(&self, content: &Content, status: &Status) -> bool {
        let is_public = content.option("privacy") == Some("PUBLIC_TO_EVERYONE");
        let is_out = status.status == "PUBLISH_COMPLETE";
        is_out && is_public && status.post_ids.is_empty() && self.waits < WAITS_MAX
    }

    /// Forgets a film that is certainly not out.
    pub(super) fn forget(&mut self) {
        self.publish_id = None;
        self.upload = None;
    }
}

/// One attempt's surroundings.
pub(super) struct Attempt<'a> {
    pub account: Account<'a>,
    pub token: String,
    pub content: &'a Content,
    pub progress: &'a dyn Progress,
}

impl TikTok {
    pub(super) async fn publish_post(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle)?;
        if plan.sent.is_some() {
            return plan.done();
        }
        let token = Access::read(account.credentials)?.token;
        let attempt = Attempt { account, token, content, progress };
        match content.media() {
            [video] if video.facts.kind == MediaKind::Video => {
                self.publish_video(&attempt, video, &mut plan).await
            }
            [] => Err(Error::new(
                ErrorKind::Invalid,
                Next::Never,
                "TikTok takes no post without a film or photo",
            )),
            photos => self.publish_photos(&attempt, photos, &mut plan).await,
        }
    }

    async fn publish_video(
        &self,
        attempt: &Attempt<'_>,
        video: &Media,
        plan: &mut Plan,
    ) -> Result<Sending, Error> {
        if plan.publish_id.is_none() {
            self.begin_video(attempt, video, plan).await?;
        } else if let Some(sending) = self.resume(attempt, video, plan).await? {
            return Ok(sending);
        }
        self.upload(attempt, video, plan).await?;
        Ok(Sending::Processing(SOON))
    }

    /// `POST /v2/post/publish/video/init/` (content-posting-api-reference-direct-post). Without an upload it publishes
    /// nothing, so it may be repeated.
    async fn begin_video(&self, attempt: &Attempt<'_>, video: &Media, plan: &mut Plan) -> Result<(), Error> {
        if plan.begun >= BEGUN_MAX {
            let why = "the upload broke off too often";
            return Err(Error::new(ErrorKind::Unavailable, Next::Never, why));
        }
        let creator = self.check_creator(attempt, Some(video)).await?;
        let chunk = super::upload::chunk_size(video.facts.bytes);
        let mut info = post_info(attempt.content, &creator);
        info["title"] = json!(caption(attempt.content));
        info["disable_duet"] = json!(creator.duet_disabled || !is_on(attempt.content, "allow_duet"));
        info["disable_stitch"] = json!(creator.stitch_disabled || !is_on(attempt.content, "allow_stitch"));
        info["is_aigc"] = json!(is_on(attempt.content, "ai_generated"));
        if let Some(ms) = attempt.content.option("cover_ms").and_then(|ms| ms.parse::<u32>().ok()) {
            info["video_cover_timestamp_ms"] = json!(ms);
        }
        let body = json!({
            "post_info": info,
            "source_info": {
                "source": "FILE_UPLOAD",
                "video_size": video.facts.bytes,
                "chunk_size": chunk,
                "total_chunk_count": video.facts.bytes.checked_div(chunk).unwrap_or(0).max(1),
            },
        });
        let path = "/v2/post/publish/video/init/";
        let call = self.post(attempt.account.base_url, path, &[], body, &attempt.token)?;
        let begun: Begun = self.ask(call).await?;
        let url = begun.upload_url.ok_or_else(|| {
            Error::new(ErrorKind::Protocol, Next::After(REVIEW), "the answer names no place to upload to")
        })?;
        plan.publish_id = Some(begun.publish_id);
        plan.upload = Some(Upload { url, chunk, uploaded: 0 });
        plan.begun += 1;
        attempt.progress.save(&plan.keep()).await
    }

    /// Asks what became of a film that was begun before; `None` when bytes of it are still missing.
    async fn resume(
        &self,
        attempt: &Attempt<'_>,
        video: &Media,
        plan: &mut Plan,
    ) -> Result<Option<Sending>, Error> {
        let size = video.facts.bytes;
        let publish_id = plan.publish_id.clone().unwrap_or_default();
        let whole = plan.upload.as_ref().is_none_or(|upload| upload.uploaded >= size);
        match self.status(attempt.account.base_url, &attempt.token, &publish_id).await {
            Ok(status) if status.status == "PROCESSING_UPLOAD" && !whole => {
                if let (Some(upload), Some(bytes)) = (&mut plan.upload, status.uploaded_bytes) {
                    upload.uploaded = super::upload::chunks_of(bytes, upload.chunk, size);
                    if upload.uploaded >= size {
                        attempt.progress.save(&plan.keep()).await?;
                        return Ok(Some(Sending::Processing(SOON)));
                    }
                }
                Ok(None)
            }
            Ok(status) => self.conclude(attempt, plan, &status).await.map(Some),
            // Never uploaded to its end, and forgotten: it was not published.
            Err(error) if error.kind == ErrorKind::NotFound && !whole => {
                plan.forget();
                attempt.progress.save(&plan.keep()).await?;
                Err(Error { kind: ErrorKind::Unavailable, next: Next::After(SOON), ..error })
            }
            // All of it is there, so it may be out.
            Err(error) if whole => Err(error.as_unknown_as_before()),
            Err(error) => Err(error),
        }
    }

    async fn publish_photos(
        &self,
        attempt: &Attempt<'_>,
        photos: &[Media],
        plan: &mut Plan,
    ) -> Result<Sending, Error> {
        if let Some(publish_id) = plan.publish_id.clone() {
            let asked = self.status(attempt.account.base_url, &attempt.token, &publish_id).await;
            let status = asked.map_err(Error::as_unknown_as_before)?;
            return self.conclude(attempt, plan, &status).await;
        }
        if plan.tried {
            let found = self
                .search(
                    attempt.account,
                    attempt.content,
                    Since::new(plan.created_ms, attempt.progress.now_ms()),
                )
                .await;
            // Not even asked: the post is as unknown as before.
            match found.map_err(Error::as_unknown_as_before)? {
                Search::Found(sent) => {
                    plan.sent = Some(sent);
                    attempt.progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
                    return plan.done();
                }
                // `look_up` has said so too, and the caller has decided.
                Search::Absent | Search::CannotTell => {}
            }
        }
        self.begin_photos(attempt, photos, plan).await?;
        Ok(Sending::Processing(SOON))
    }

    /// `POST /v2/post/publish/content/init/` (content-posting-api-reference-photo-post): TikTok fetches the photos, so
    /// this makes the post.
    async fn begin_photos(
        &self,
        attempt: &Attempt<'_>,
        photos: &[Media],
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let addresses: Option<Vec<&str>> = photos.iter().map(|photo| photo.public_url.as_deref()).collect();
        let addresses = addresses.ok_or_else(|| {
            let why = "TikTok fetches photos from this instance, which has no public address";
            Error::new(ErrorKind::Setup, Next::Never, why)
        })?;
        let creator = self.check_creator(attempt, None).await?;
        let mut info = post_info(attempt.content, &creator);
        if let Some(title) = attempt.content.title.as_deref().filter(|title| !title.trim().is_empty()) {
            info["title"] = json!(title.trim());
        }
        info["description"] = json!(attempt.content.text());
        info["auto_add_music"] = json!(is_on(attempt.content, "auto_music"));
        let body = json!({
            "media_type": "PHOTO",
            "post_mode": "DIRECT_POST",
            "post_info": info,
            "source_info": {
                "source": "PULL_FROM_URL", "photo_images": addresses, "photo_cover_index": 0,
            },
        });
        plan.tried = true;
        attempt.progress.save(&plan.keep()).await?;
        let path = "/v2/post/publish/content/init/";
        let call = self.post(attempt.account.base_url, path, &[], body, &attempt.token)?.once();
        match self.ask::<Begun>(call).await {
            Ok(begun) => {
                plan.publish_id = Some(begun.publish_id);
                attempt.progress.save(&plan.keep()).await.map_err(Error::now_unknown)
            }
            Err(error) => {
                if error.next != Next::Unknown {
                    // Refused for certain: the next run need not look for it.
                    plan.tried = false;
                    attempt.progress.save(&plan.keep()).await?;
                }
                Err(error)
            }
        }
    }

    /// What the creator may do today (content-posting-api-reference-query-creator-info).
    async fn check_creator(
        &self,
        attempt: &Attempt<'_>,
        video: Option<&Media>,
    ) -> Result<CreatorInfo, Error> {
        let creator = self.creator_info(attempt.account.base_url, &attempt.token).await?;
        let refuse = |why: String| Err(Error::new(ErrorKind::Invalid, Next::Never, why));
        let chosen = attempt.content.option("privacy").unwrap_or("");
        if !creator.privacy_level_options.iter().any(|offered| offered == chosen) {
            let offered = creator.privacy_level_options.join(", ");
            return refuse(format!("this creator may choose the privacy {offered}, not {chosen:?}"));
        }
        if let (Some(seconds), Some(ms)) =
            (creator.max_video_post_duration_sec, video.and_then(|video| video.facts.duration_ms))
            && ms > seconds.saturating_mul(1_000)
        {
            return refuse(format!("this creator's films may last {seconds} seconds"));
        }
        Ok(creator)
    }

    /// `POST /v2/post/publish/status/fetch/` (content-posting-api-reference-get-video-status).
    pub(super) async fn status(
        &self,
        base_url: &str,
        token: &str,
        publish_id: &str,
    ) -> Result<Status, Error> {
        let body = json!({ "publish_id": publish_id });
        self.ask(self.post(base_url, "/v2/post/publish/status/fetch/", &[], body, token)?).await
    }

    async fn conclude(
        &self,
        attempt: &Attempt<'_>,
        plan: &mut Plan,
        status: &Status,
    ) -> Result<Sending, Error> {
        match status.status.as_str() {
            "PUBLISH_COMPLETE" => {
                if plan.awaits_id(attempt.content, status) {
                    plan.waits += 1;
                    attempt.progress.save(&plan.keep()).await?;
                    return Ok(Sending::Processing(REVIEW));
                }
                plan.sent = Some(self.sent(attempt.account, attempt.content, plan, status));
                attempt.progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
                plan.done()
            }
            "FAILED" => {
                let error = fault::failed(status.fail_reason.as_deref().unwrap_or("no reason told"));
                if matches!(error.next, Next::After(_) | Next::Reauthorise) {
                    // What failed is not out: the next run begins anew.
                    plan.forget();
                    plan.tried = false;
                    attempt.progress.save(&plan.keep()).await?;
                }
                Err(error)
            }
            word if word.starts_with("PROCESSING") => Ok(Sending::Processing(SOON * 2)),
            word => {
                let why = format!("TikTok tells a state that is not known here: {word}");
                Err(Error::new(ErrorKind::Protocol, Next::Unknown, why))
            }
        }
    }

    /// What is known of a post that is out: a post that is not public has no id but the publish id.
    pub(super) fn sent(&self, account: Account<'_>, content: &Content, plan: &Plan, status: &Status) -> Sent {
        let Some(id) = status.post_ids.first() else {
            return Sent { id: plan.publish_id.clone().unwrap_or_default(), url: String::new() };
        };
        let is_video = content.media().first().is_some_and(|media| media.facts.kind == MediaKind::Video);
        let kind = if is_video { "video" } else { "photo" };
        Sent { id: id.0.clone(), url: format!("{}/@{}/{kind}/{}", self.web, account.handle, id.0) }
    }
}

fn is_on(content: &Content, name: &str) -> bool {
    content.option(name) == Some("true")
}

/// The part of `post_info` that films and photos share.
fn post_info(content: &Content, creator: &CreatorInfo) -> Value {
    json!({
        "privacy_level": content.option("privacy"),
        "disable_comment": creator.comment_disabled || !is_on(content, "allow_comment"),
        "brand_content_toggle": is_on(content, "brand_content"),
        "brand_organic_toggle": is_on(content, "brand_organic"),
    })
}
