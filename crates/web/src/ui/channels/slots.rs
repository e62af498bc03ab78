//! A channel's posting times: the card on its page, adding, taking away.

use app::{
    App,
    ids::ChannelId,
    slots::{ChannelSlots, Slot},
};
use axum::{extract::State, http::StatusCode};

use super::show::{Forms, show};
use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, see_other},
};

/// What the card shows.
pub(super) struct Card {
    /// Each weekday that has posting times: number, name, times.
    pub days: Vec<(i8, String, Vec<String>)>,
    /// The next free one.
    pub next: Option<i64>,
    /// The weekdays to choose from.
    pub weekdays: Vec<(String, String)>,
    /// One that was just taken away: weekday, name of the weekday, time.
    pub removed: Option<(i8, String, String)>,
}

impl Card {
    pub(super) fn new(shell: &Shell, slots: &ChannelSlots, removed: Option<&str>) -> Self {
        let name = |weekday: i8| shell.tk("weekday-long", weekday);
        let times = |weekday: i8| -> Vec<String> {
            slots.slots.iter().filter(|slot| slot.weekday == weekday).map(|slot| slot.time()).collect()
        };
        let days = (1..=7).map(|weekday| (weekday, name(weekday), times(weekday)));
        let removed = removed.and_then(|removed| {
            let (weekday, time) = removed.split_once('-')?;
            Slot::read(weekday.parse().ok()?, time)
        });
        Self {
            days: days.filter(|(.., times)| !times.is_empty()).collect(),
            next: slots.next,
            weekdays: (1..=7).map(|weekday| (weekday.to_string(), name(weekday))).collect(),
            removed: removed
                .filter(|slot| !slots.slots.contains(slot))
                .map(|slot| (slot.weekday, name(slot.weekday), slot.time())),
        }
    }
}

/// `POST /channels/{id}/slots`
pub async fn add(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
    mut form: FormState,
) -> PageResult {
    let weekdays: Vec<i8> =
        form.all("weekday").into_iter().map(|weekday| weekday.parse().unwrap_or_default()).collect();
    match app.add_slots(&actor, id, &weekdays, form.value("time")).await {
        Ok(()) => see_other(&shell, &format!("/channels/{id}#slots"), Some(Flash::good("slots-added"))),
        Err(error) => {
            form.absorb(error)?;
            let forms = Forms { slots: form, ..Forms::default() };
            show(&app, &actor, shell, id, forms, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `POST /channels/{id}/slots/remove`
pub async fn remove(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
    form: FormState,
) -> PageResult {
    let (weekday, time) = (form.value("weekday"), form.text("time"));
    app.remove_slot(&actor, id, weekday.parse().unwrap_or_default(), &time).await?;
    see_other(&shell, &format!("/channels/{id}?removed={weekday}-{time}#slots"), None)
}
