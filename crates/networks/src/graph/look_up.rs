//! The way back from an unknown outcome of a container: its state says whether it became a post.

use super::container::{Containers, Plan, State, name, search};
use crate::look_back::Search;
use crate::{Content, Error, Handle, LookUp, Since};

/// Looks for every part that is not known to be out. `Absent` for what is out in part: going on with its handle asks
/// for the container once more before it is published.
pub(crate) async fn look_up(
    network: &dyn Containers,
    content: &Content,
    handle: &Handle,
    since: Since,
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
        // One that is missing proves nothing: those of good posts are hidden at times. One that ran out was published
        // within its day or never.
        let ran_out = match network.state(&container).await? {
            State::Working | State::Finished | State::Failed(_) => return Ok(LookUp::Absent),
            State::Published | State::Missing => false,
            State::Expired => true,
        };
        match search(network, content, &plan, index, since).await? {
            Search::Found(item) => plan.note(index, &item.id, item.url.as_deref()),
            Search::Absent if ran_out => return Ok(LookUp::Absent),
            Search::Absent | Search::CannotTell => return Ok(LookUp::CannotTell),
        }
    }
    if network.comments().is_some() && plan.comment.waits(content) {
        return Ok(LookUp::Absent);
    }
    name(network, &mut plan).await;
    Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
}
