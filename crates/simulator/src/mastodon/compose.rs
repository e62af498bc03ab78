//! Statuses that do not come over the API: history and what the audience writes.

use serde_json::json;

use super::{account_id, content, domain, statuses, write};
use crate::state::Shared;
use crate::world::{Account, Draft, Post, SimPost, links_in};

/// The account of a person of the audience, on a server of their own.
pub(crate) fn reader(shared: &Shared, number: usize) -> String {
    let handle = format!("reader-{number}@readers.test");
    let id = account_id(shared.seed, &handle);
    let mut state = shared.mastodon();
    if state.world.account(&id).is_none() {
        state.world.add_account(Account {
            id: id.clone(),
            handle,
            display_name: format!("Reader {number}"),
            audience: true,
            base_followers: (number as u64 * 53) % 700,
            created_at: shared.clock.now(),
            ..Account::default()
        });
    }
    id
}

pub(crate) fn publish_draft(shared: &Shared, draft: &Draft, silent: bool) -> SimPost {
    let mut state = shared.mastodon();
    let mut text = draft.text.clone();
    for id in &draft.mentions {
        let Some(account) = state.world.account(id) else { continue };
        let name = format!("@{}", account.handle);
        if !text.contains(&name) {
            text = format!("{name} {text}");
        }
    }
    let id = draft.remote_id.clone().unwrap_or_else(|| write::free_id(&state, draft.created_at));
    state.world.remove_post(&id);
    let post = Post {
        url: statuses::url(shared, &state, &draft.author, &id),
        id,
        mentions: content::mentions(&state.world, domain(shared), &text),
        links: links_in(&text),
        author: draft.author.clone(),
        created_at: draft.created_at,
        parent: draft.parent.clone(),
        quoted: draft.quoted.clone(),
        base: draft.base,
        raw: json!({ "visibility": "public", "spoiler_text": "", "sensitive": false, "language": "en" }),
        text,
        ..Post::default()
    };
    let view = post.to_sim();
    state.world.publish(post, silent);
    view
}
