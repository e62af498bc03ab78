//! `/`: goals against targets, what is off plan, money, what goes out next. Who has a day to work through and no
//! strategy to answer for is led to it.

use app::{
    App, Role,
    channels::Channel,
    home::{FirstSteps, StrategistHome},
};
use askama::Template;
use axum::extract::State;

use super::MonthView;
use crate::{
    extract::Signed,
    shell::{PageResult, Shell, fragment, page, see_other},
    ui::{
        calendar::{Together, together},
        campaigns::CampaignView,
        goals::GoalView,
    },
};

/// One of the first steps.
struct StepView {
    done: bool,
    /// Whether it is the next one to do.
    next: bool,
    icon: &'static str,
    title: String,
    text: String,
    href: &'static str,
    action: String,
    permission: &'static str,
}

/// Something off plan.
struct OffView {
    icon: &'static str,
    tone: &'static str,
    what: String,
    href: String,
    name: String,
    note: String,
}

struct NextView {
    href: String,
    title: String,
    /// Networks and handles.
    channels: Vec<(String, String)>,
    state: &'static str,
    at: i64,
}

#[derive(Template)]
#[template(path = "home/show.html", blocks = ["numbers"])]
struct HomePage {
    shell: Shell,
    steps: Vec<StepView>,
    steps_done: bool,
    goals: Vec<GoalView>,
    goals_more: usize,
    off: Vec<OffView>,
    month: Option<MonthView>,
    running: Vec<CampaignView>,
    next: Vec<NextView>,
    now: i64,
}

/// `GET /`
pub async fn get(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    if matches!(actor.role, Role::CommunityManager | Role::ContentEditor | Role::Freelancer)
        && !actor.merged_roles
    {
        return see_other(&shell, "/my-day", shell.flash.clone());
    }
    // Times of publication are planned, read and shown in the workspace's zone.
    let shell = shell.in_zone(&actor.zone);
    let home = app.strategist_home(&actor.looking_at(shell.brand())).await?;
    let now = app.now();
    let goals: Vec<GoalView> = home.goals.iter().map(|report| GoalView::new(&shell, report)).collect();
    let running: Vec<CampaignView> =
        home.running.iter().map(|report| CampaignView::new(&shell, now, report)).collect();
    let shown = 6;
    let shown = HomePage {
        steps: steps(&shell, home.steps),
        steps_done: home.steps.done(),
        off: off_plan(&shell, &home, &goals, &running),
        month: home.month.as_ref().map(|month| MonthView::new(&shell, &actor.currency, month)),
        goals_more: goals.len().saturating_sub(shown),
        goals: goals.into_iter().take(shown).collect(),
        running,
        next: home
            .next
            .as_slice()
            .chunk_by(|one, other| one.post_id == other.post_id && one.state == other.state)
            .filter_map(|together| {
                let first = together.first()?;
                Some(NextView {
                    href: format!("/posts/{}", first.post_id),
                    title: first.post_title.clone(),
                    channels: together
                        .iter()
                        .map(|delivery| (delivery.network.clone(), delivery.channel_handle.clone()))
                        .collect(),
                    state: first.state.as_str(),
                    at: first.scheduled_at,
                })
            })
            .collect(),
        now,
        shell,
    };
    if shown.shell.wants("numbers") {
        return fragment(shown.as_numbers());
    }
    page(&shown)
}

fn steps(shell: &Shell, done: FirstSteps) -> Vec<StepView> {
    let list = [
        ("goal", done.goal, "target", "/goals/new", "manage_goals"),
        ("campaign", done.campaign, "flag", "/campaigns/new", "manage_campaigns"),
        ("channel", done.channel, "channel", "/channels/new", "manage_channels"),
        ("post", done.post, "post", "/posts/new", "write_posts"),
    ];
    let next = list.iter().position(|(_, done, ..)| !done);
    list.into_iter()
        .enumerate()
        .map(|(place, (key, done, icon, href, permission))| StepView {
            done,
            next: next == Some(place),
            icon,
            title: shell.tk("home-step", key),
            text: shell.tk("home-step-text", key),
            href,
            action: shell.tk("home-step-action", key),
            permission,
        })
        .collect()
}

fn off_plan(
    shell: &Shell,
    home: &StrategistHome,
    goals: &[GoalView],
    running: &[CampaignView],
) -> Vec<OffView> {
    let mut off = Vec::new();
    for goal in goals.iter().filter(|goal| goal.is_off_plan()) {
        off.push(OffView {
            icon: "target",
            tone: "bad",
            what: shell.tk("state", goal.standing),
            href: format!("/goals/{}", goal.id),
            name: goal.name.clone(),
            note: goal.short.clone(),
        });
    }
    for report in home.campaigns_over() {
        let id = report.campaign.id.to_string();
        let Some(view) = running.iter().find(|view| view.id == id) else { continue };
        off.push(OffView {
            icon: "coins",
            tone: "warn",
            what: shell.t("home-off-spending"),
            href: format!("/campaigns/{id}"),
            name: view.name.clone(),
            note: view.money.as_ref().map(|money| money.told.clone()).unwrap_or_default(),
        });
    }
    off.extend(together(&home.troubled).iter().map(|row| troubled(shell, row)));
    if home.held > 0 {
        let look = shell.look("paused");
        off.push(OffView {
            icon: look.icon,
            tone: look.tone.name(),
            what: shell.tk("state", "paused"),
            href: "/held".to_owned(),
            name: shell.t1("pauses-held", "count", home.held),
            note: String::new(),
        });
    }
    off.extend(home.channels.iter().map(|channel| channel_trouble(shell, channel)));
    if home.orphan_posts > 0 {
        off.push(OffView {
            icon: "thread",
            tone: "warn",
            what: shell.t("home-off-orphans"),
            href: "/orphans".to_owned(),
            name: shell.t1("home-off-orphans-count", "count", home.orphan_posts),
            note: String::new(),
        });
    }
    off
}

fn troubled(shell: &Shell, row: &Together<'_>) -> OffView {
    let delivery = row.first;
    let channels: Vec<&str> = row.all.iter().map(|delivery| delivery.channel_handle.as_str()).collect();
    let look = shell.look(delivery.stands());
    OffView {
        icon: look.icon,
        tone: look.tone.name(),
        what: shell.tk("state", delivery.stands()),
        href: match delivery.waits_by_hand() {
            true => format!("/deliveries/{}/by-hand", delivery.id),
            false => format!("/posts/{}", delivery.post_id),
        },
        name: delivery.post_title.clone(),
        note: format!("{} · {}", channels.join(", "), shell.datetime(delivery.scheduled_at)),
    }
}

fn channel_trouble(shell: &Shell, channel: &Channel) -> OffView {
    let state = channel.health.as_str();
    OffView {
        icon: "channel",
        tone: if state == "reconnect" { "bad" } else { "warn" },
        what: shell.tk("home-off-channel", state),
        href: format!("/channels/{}", channel.id),
        name: channel.handle.clone(),
        note: channel.health_detail.clone().unwrap_or_default(),
    }
}
