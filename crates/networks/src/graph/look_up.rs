//! The way back from an unknown outcome of a container: its state says whether it became a post.

use super::comment;
use super::container::{Containers, Plan, State, first_comment, name, search};
use super::recent::Search;
use crate::{Content, Error, Handle, LookUp};

/// Looks for every part that is not known to be out. `Absent` for what is out in part: going on with its handle asks
/// for the container once more before it is published.
pub(crate) async fn look_up(
    network: &dyn Containers,
    content: &Content,
    handle: &Handle,
    started_ms: i64,
) -> Result<LookUp, Error> {
    let mut plan = Plan::read(handle, content.parts.len())?;
    for index in 0..content.parts.len() {
        let part = &plan.parts[index];
        if part.is_sent() {
            continue;
        }
        // Only what was published by us can be out.
        let (true, Some(container)) = (part.tried, part.container.clone()) else {
            return Ok(LookUp::Absent);
        };
        let gone = match network.state(&container).await? {
            State::Working | State::Finished | State::Failed(_) => return Ok(LookUp::Absent),
            State::Published => false,
            State::Expired | State::Missing => true,
        };
        match search(network, content, &plan, index, started_ms).await? {
            Search::Found(item) => plan.note(index, &item.id, item.url.as_deref()),
            Search::Absent if gone => return Ok(LookUp::Absent),
            Search::Absent | Search::CannotTell => return Ok(LookUp::CannotTell),
        }
    }
    let Some(first) = plan.first_id() else { return Ok(LookUp::CannotTell) };
    if let Some(comments) = network.comments()
        && comment::is_missing(comments, &mut plan, &first, first_comment(content)).await?
    {
        return Ok(LookUp::Absent);
    }
    name(network, &mut plan).await;
    Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
}
