//! Pages of channels: the list, connecting, one channel.

pub mod act;
pub mod by_hand;
pub mod choose;
pub mod connect;
pub mod list;
pub mod show;
pub mod slots;

use app::Permission::{ManageBudget, ManageChannels, View};

use crate::route_list::{Pages, Who::May};

/// The pages of the room.
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/channels", May(View), list::get)
        .get("/channels/new", May(ManageChannels), connect::get)
        .post("/channels/new", May(ManageChannels), connect::post)
        .get("/channels/by-hand", May(ManageChannels), by_hand::get)
        .post("/channels/by-hand", May(ManageChannels), by_hand::post)
        .get("/channels/callback", May(ManageChannels), connect::callback)
        .get("/channels/choose/{connection_id}", May(ManageChannels), choose::get)
        .post("/channels/choose/{connection_id}", May(ManageChannels), choose::post)
        .get("/channels/{channel_id}", May(View), show::get)
        .post("/channels/{channel_id}/check", May(ManageChannels), act::check)
        .post("/channels/{channel_id}/pause", May(ManageChannels), act::pause)
        .post("/channels/{channel_id}/resume", May(ManageChannels), act::resume)
        .post("/channels/{channel_id}/slots", May(ManageChannels), slots::add)
        .post("/channels/{channel_id}/slots/remove", May(ManageChannels), slots::remove)
        .post("/channels/{channel_id}/spending", May(ManageBudget), show::spending)
        .post("/channels/{channel_id}/disconnect", May(ManageChannels), act::disconnect)
}
