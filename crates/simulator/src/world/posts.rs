//! Posts and what they gathered.

use serde_json::Value;

use super::{NoticeKind, Reaction, World};

/// What a post has gathered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Likes, favourites.
    pub likes: u64,
    /// Direct replies.
    pub replies: u64,
    /// Reposts, boosts.
    pub reposts: u64,
    /// Quotes.
    pub quotes: u64,
}

/// A post as it really exists on the simulated network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimPost {
    /// The id that the network's API gives: an `at://` URI, a status id.
    pub id: String,
    /// Its address for people.
    pub url: String,
    /// Its text.
    pub text: String,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// The id of the post that it answers.
    pub reply_to: Option<String>,
    /// How many files are attached.
    pub media: usize,
    /// What it has gathered.
    pub counts: Counts,
    /// What only this network knows of the post.
    pub raw: Value,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Post {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) created_at: i64,
    pub(crate) edited_at: Option<i64>,
    pub(crate) parent: Option<String>,
    pub(crate) quoted: Option<String>,
    pub(crate) mentions: Vec<String>,
    pub(crate) links: Vec<String>,
    pub(crate) media: Vec<String>,
    /// Gathered before the simulator started.
    pub(crate) base: Counts,
    pub(crate) likes: Vec<Reaction>,
    pub(crate) reposts: Vec<Reaction>,
    pub(crate) replies: Vec<String>,
    pub(crate) quoted_by: Vec<String>,
    /// What only this network knows of the post.
    pub(crate) raw: Value,
}

/// A post that the audience or a seed writes, before the network gives it a form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) remote_id: Option<String>,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) created_at: i64,
    pub(crate) parent: Option<String>,
    pub(crate) quoted: Option<String>,
    pub(crate) mentions: Vec<String>,
    pub(crate) base: Counts,
}

impl Post {
    pub(crate) fn counts(&self) -> Counts {
        Counts {
            likes: self.base.likes + self.likes.len() as u64,
            replies: self.base.replies + self.replies.len() as u64,
            reposts: self.base.reposts + self.reposts.len() as u64,
            quotes: self.base.quotes + self.quoted_by.len() as u64,
        }
    }

    pub(crate) fn to_sim(&self) -> SimPost {
        SimPost {
            id: self.id.clone(),
            url: self.url.clone(),
            text: self.text.clone(),
            created_at: self.created_at,
            reply_to: self.parent.clone(),
            media: self.media.len(),
            counts: self.counts(),
            raw: self.raw.clone(),
        }
    }
}

impl World {
    /// Adds a post, joins it to what it answers or quotes and tells those concerned.
    /// `silent` posts are history: nobody is told.
    pub(crate) fn publish(&mut self, post: Post, silent: bool) {
        let (id, author, at) = (post.id.clone(), post.author.clone(), post.created_at);
        let mut told = vec![author.clone()];
        if let Some(parent) = post.parent.as_ref().and_then(|parent| self.posts.get_mut(parent)) {
            parent.replies.push(id.clone());
            let (to, subject) = (parent.author.clone(), parent.id.clone());
            if !silent && !told.contains(&to) {
                told.push(to.clone());
                self.notify(&to, NoticeKind::Reply, &author, Some(id.clone()), Some(subject), at);
            }
        }
        if let Some(quoted) = post.quoted.as_ref().and_then(|quoted| self.posts.get_mut(quoted)) {
            quoted.quoted_by.push(id.clone());
            let (to, subject) = (quoted.author.clone(), quoted.id.clone());
            if !silent && !told.contains(&to) {
                told.push(to.clone());
                self.notify(&to, NoticeKind::Quote, &author, Some(id.clone()), Some(subject), at);
            }
        }
        for to in post.mentions.iter().filter(|_| !silent) {
            if !told.contains(to) {
                told.push(to.clone());
                self.notify(to, NoticeKind::Mention, &author, Some(id.clone()), None, at);
            }
        }
        if let Some(account) = self.accounts.get_mut(&author) {
            account.posts.push(id.clone());
        }
        self.posts.insert(id, post);
    }

    pub(crate) fn remove_post(&mut self, id: &str) -> Option<Post> {
        let post = self.posts.remove(id)?;
        if let Some(account) = self.accounts.get_mut(&post.author) {
            account.posts.retain(|other| other != id);
        }
        for neighbour in [&post.parent, &post.quoted].into_iter().flatten() {
            if let Some(neighbour) = self.posts.get_mut(neighbour) {
                neighbour.replies.retain(|other| other != id);
                neighbour.quoted_by.retain(|other| other != id);
            }
        }
        for account in self.accounts.values_mut() {
            account.notices.retain(|notice| notice.post.as_deref() != Some(id));
        }
        Some(post)
    }
}

/// The web addresses in a text.
pub(crate) fn links_in(text: &str) -> Vec<String> {
    text.split(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '"'))
        .filter_map(|word| {
            let at = word.find("https://").or_else(|| word.find("http://"))?;
            let link = word[at..].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '…']);
            (link.len() > "https://".len()).then(|| link.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_links_without_the_punctuation_around_them() {
        assert_eq!(
            links_in("See (https://example.com/a?b=c), or http://127.0.0.1:9/l/x. Not ftp://x"),
            ["https://example.com/a?b=c", "http://127.0.0.1:9/l/x"]
        );
    }
}
