//! Changing a status that is out.

use jiff::Timestamp;
use serde_json::json;

use super::publish::Plan;
use super::wire::Status;
use super::{Access, Mastodon, options, segment};
use crate::http::{Answer, Body, Call};
use crate::{Content, Error, ErrorKind, Handle, Next};

/// The shortest time for which a poll may be open (docs.joinmastodon.org, entity `Instance`).
const POLL_SECONDS_MIN: u64 = 300;

impl Mastodon {
    /// `PUT /api/v1/statuses/:id` for every part (docs.joinmastodon.org, "statuses API methods"). Files and poll are
    /// named again, since a change without them removes them (`app/services/update_status_service.rb`).
    pub(super) async fn edit_parts(
        &self,
        base_url: &str,
        access: &Access,
        handle: &Handle,
        content: &Content,
    ) -> Result<(), Error> {
        let plan = Plan::read(handle, content.parts.len())?;
        for (index, planned) in plan.parts.iter().enumerate() {
            let id = plan.sent_id(index).ok_or_else(|| {
                Error::new(ErrorKind::NotFound, Next::Never, "a part of the post is not out")
            })?;
            let path = format!("/api/v1/statuses/{}", segment(id)?);
            let mut body = options::words(content, index);
            if body.get("spoiler_text").is_none() {
                body["spoiler_text"] = json!("");
            }
            body["media_ids"] = planned.media.iter().map(|media| media.id.as_str()).collect();
            if let Some(poll) = content.poll.as_ref().filter(|_| index == 0) {
                let answer = self.ask(self.get(base_url, &path, &[])?.bearer(&access.token)).await?;
                let seconds = seconds_left(&answer)?.unwrap_or_else(|| u64::from(poll.minutes) * 60);
                body["poll"] = options::poll(poll, seconds.max(POLL_SECONDS_MIN));
            }
            let url = self.http.endpoint(base_url, &path, &[])?;
            self.ask(Call::put(url, Body::Json(body)).bearer(&access.token)).await?;
        }
        Ok(())
    }
}

/// How long the poll is still open: a change sets its end anew, and that must stay where it was.
fn seconds_left(answer: &Answer) -> Result<Option<u64>, Error> {
    let status: Status = answer.json()?;
    let end = status.poll.and_then(|poll| poll.expires_at?.parse::<Timestamp>().ok());
    let left = end.zip(answer.server_time_ms()).map(|(end, now)| (end.as_millisecond() - now) / 1_000);
    Ok(left.map(|seconds| u64::try_from(seconds).unwrap_or(0)))
}
