//! Likes, reposts and the notices that tell an account of them.

use super::World;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reaction {
    pub(crate) by: String,
    pub(crate) at: i64,
    /// The id of the like or repost itself.
    pub(crate) record: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    Like,
    Repost,
    Reply,
    Quote,
    Mention,
    Follow,
}

#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) number: u64,
    pub(crate) kind: NoticeKind,
    pub(crate) by: String,
    /// The post that causes the notice: the reply, the mention; for likes and
    /// reposts the post that was liked.
    pub(crate) post: Option<String>,
    /// The own post that it is about.
    pub(crate) subject: Option<String>,
    /// The id of the like, repost or follow itself.
    pub(crate) record: Option<String>,
    pub(crate) at: i64,
    pub(crate) seen: bool,
}

impl World {
    pub(crate) fn notify(
        &mut self,
        to: &str,
        kind: NoticeKind,
        by: &str,
        post: Option<String>,
        subject: Option<String>,
        at: i64,
    ) {
        self.notices += 1;
        let number = self.notices;
        if let Some(account) = self.accounts.get_mut(to)
            && !account.audience
        {
            let by = by.to_owned();
            account.notices.push(Notice { number, kind, by, post, subject, record: None, at, seen: false });
        }
    }

    pub(crate) fn notify_follow(&mut self, to: &str, by: &str, record: &str, at: i64) {
        self.notify(to, NoticeKind::Follow, by, None, None, at);
        self.sign_last_notice(to, record);
    }

    fn sign_last_notice(&mut self, to: &str, record: &str) {
        let number = self.notices;
        if let Some(last) = self.accounts.get_mut(to).and_then(|account| account.notices.last_mut())
            && last.number == number
        {
            last.record = Some(record.to_owned());
        }
    }

    /// Answers whether the like is new.
    pub(crate) fn like(&mut self, post: &str, by: &str, record: &str, at: i64) -> bool {
        self.react(post, by, record, at, NoticeKind::Like)
    }

    /// Answers whether the repost is new.
    pub(crate) fn repost(&mut self, post: &str, by: &str, record: &str, at: i64) -> bool {
        self.react(post, by, record, at, NoticeKind::Repost)
    }

    fn react(&mut self, post: &str, by: &str, record: &str, at: i64, kind: NoticeKind) -> bool {
        let Some(target) = self.posts.get_mut(post) else { return false };
        let list = if kind == NoticeKind::Like { &mut target.likes } else { &mut target.reposts };
        if list.iter().any(|reaction| reaction.by == by) {
            return false;
        }
        list.push(Reaction { by: by.to_owned(), at, record: record.to_owned() });
        let author = target.author.clone();
        if author != by {
            self.notify(&author, kind, by, Some(post.to_owned()), Some(post.to_owned()), at);
            self.sign_last_notice(&author, record);
        }
        true
    }

    pub(crate) fn unlike(&mut self, post: &str, by: &str) {
        if let Some(post) = self.posts.get_mut(post) {
            post.likes.retain(|reaction| reaction.by != by);
        }
    }

    pub(crate) fn unrepost(&mut self, post: &str, by: &str) {
        if let Some(post) = self.posts.get_mut(post) {
            post.reposts.retain(|reaction| reaction.by != by);
        }
    }
}
