//! Updates: what bots are told of. A bot is not told of its own posts.

use serde_json::{Value, json};

use super::methods::Asked;
use super::{Refused, State, bad};

/// Updates that nobody fetched are forgotten after a day.
const KEPT_S: i64 = 24 * 3600;

impl State {
    /// Tells the other bots of a channel of a message.
    pub(super) fn tell(&mut self, chat: &str, sender: &str, message: &Value) {
        for (token, bot) in &mut self.bots {
            if token != sender && bot.chats.contains_key(chat) {
                bot.last_update += 1;
                bot.updates.push(json!({ "update_id": bot.last_update, "channel_post": message }));
            }
        }
    }
}

/// `getUpdates`: an offset takes away what came before it.
pub(super) fn take(state: &mut State, token: &str, asked: &Asked) -> Result<Value, Refused> {
    let limit = asked.number("limit").unwrap_or(100);
    if !(1..=100).contains(&limit) {
        return Err(bad("limit must be between 1 and 100"));
    }
    let newest = state.world.all_posts().map(|post| post.created_at / 1000).max().unwrap_or_default();
    let Some(bot) = state.bots.get_mut(token) else { return Ok(json!([])) };
    if let Some(offset) = asked.number("offset") {
        bot.updates.retain(|update| update["update_id"].as_i64().unwrap_or_default() >= offset);
    }
    bot.updates
        .retain(|update| update["channel_post"]["date"].as_i64().unwrap_or_default() > newest - KEPT_S);
    let wanted: Vec<&Value> = bot.updates.iter().take(usize::try_from(limit).unwrap_or(100)).collect();
    Ok(json!(wanted))
}
