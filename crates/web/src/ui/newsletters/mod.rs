//! Newsletters: who is on the list, who it is from, and leaving by the link of a mail.

mod act;
mod import;
mod leave;
mod letters;
mod list;
mod settings;
mod words;

use app::Permission::{ManageChannels, ManageLeads, Publish, View};

pub use words::letter_words;

use app::channels::Channel;

use crate::route_list::{
    Pages,
    Who::{Anybody, May},
};
use crate::shell::Shell;

/// Most bytes of a list that is imported.
const LIST_MOST: usize = 16 * 1024 * 1024;

/// The way to a newsletter's pages: the channels, the channel.
fn crumbs(shell: &Shell, channel: &Channel) -> Vec<(String, String)> {
    vec![
        ("/channels".to_owned(), shell.t("nav-channels")),
        (format!("/channels/{}", channel.id), channel.handle.clone()),
    ]
}

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/newsletters/{newsletter_id}", May(ManageLeads), list::get)
        .post("/newsletters/{newsletter_id}", May(ManageLeads), list::add)
        .get("/newsletters/{newsletter_id}/import", May(ManageLeads), import::get)
        .post_up_to("/newsletters/{newsletter_id}/import", May(ManageLeads), LIST_MOST, import::post)
        .post("/newsletters/{newsletter_id}/export", May(ManageLeads), act::export)
        .get("/newsletters/{newsletter_id}/settings", May(ManageChannels), settings::get)
        .post("/newsletters/{newsletter_id}/settings", May(ManageChannels), settings::post)
        .post("/subscribers/{subscriber_id}/unsubscribe", May(ManageLeads), act::unsubscribe)
        .post("/subscribers/{subscriber_id}/forget", May(ManageLeads), act::forget)
        .get("/deliveries/{delivery_id}/letters", May(View), letters::get)
        .post("/deliveries/{delivery_id}/letters", May(Publish), letters::act)
        .get("/u/{token}", Anybody, leave::get)
        .post("/u/{token}", Anybody, leave::post)
        .post("/u/{token}/undo", Anybody, leave::undo)
}
