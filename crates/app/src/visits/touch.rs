//! The last touch: which link a conversion is owed to.

use crate::{
    Now,
    clock::DAY,
    ids::{ClickId, LinkId, VisitId},
};

/// How long before a conversion a click may lie.
pub const LOOK_BACK: i64 = 30 * DAY;

/// What is known about how somebody came.
#[derive(Debug, Clone, Default)]
pub struct Touches {
    /// A click named by its id, with its link and time.
    pub click: Option<(ClickId, LinkId, Now)>,
    /// A link named by id or by `utm_content`.
    pub link: Option<LinkId>,
    /// The visitor's visit of today.
    pub visit: Option<VisitId>,
    /// The newest visit of today that came by a link, with its click.
    pub visit_by_link: Option<(VisitId, LinkId, Option<ClickId>)>,
}

/// What is stored with the conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastTouch {
    /// The link.
    pub link_id: Option<LinkId>,
    /// The click.
    pub click_id: Option<ClickId>,
    /// The visit.
    pub visit_id: Option<VisitId>,
}

/// The last touch that is not direct: the click that is named, if it is not too old; else the link that is named; else
/// the newest visit by a link.
#[must_use]
pub fn last_touch(at: Now, touches: &Touches) -> LastTouch {
    let visit = touches.visit.or(touches.visit_by_link.map(|(visit, ..)| visit));
    if let Some((click, link, clicked_at)) = touches.click
        && at - clicked_at <= LOOK_BACK
    {
        return LastTouch { link_id: Some(link), click_id: Some(click), visit_id: visit };
    }
    if let Some(link) = touches.link {
        return LastTouch { link_id: Some(link), click_id: None, visit_id: visit };
    }
    if let Some((visit, link, click)) = touches.visit_by_link {
        return LastTouch { link_id: Some(link), click_id: click, visit_id: Some(visit) };
    }
    LastTouch { visit_id: visit, ..LastTouch::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_click_wins_until_it_is_too_old() {
        let (click, link, other) = (ClickId::generate(), LinkId::generate(), LinkId::generate());
        let visit = VisitId::generate();
        let touches = Touches {
            click: Some((click, link, 0)),
            visit_by_link: Some((visit, other, None)),
            ..Touches::default()
        };
        assert_eq!(
            last_touch(LOOK_BACK, &touches),
            LastTouch { link_id: Some(link), click_id: Some(click), visit_id: Some(visit) }
        );
        assert_eq!(
            last_touch(LOOK_BACK + 1, &touches),
            LastTouch { link_id: Some(other), click_id: None, visit_id: Some(visit) }
        );
        assert_eq!(last_touch(0, &Touches::default()), LastTouch::default());
    }
}
