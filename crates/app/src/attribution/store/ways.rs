//! SQL of the way from each level to its links, deliveries and cost lines.

use db::Value;

use crate::{
    attribution::{Level, Window},
    ids::WorkspaceId,
};

/// `$from, $from+1, …`: the marks of a list of values.
pub(crate) fn marks(from: usize, count: usize) -> String {
    let marks: Vec<String> = (from..from + count).map(|number| format!("${number}")).collect();
    marks.join(", ")
}

/// Head of a statement that asks about windows; their values are [`wanted_values`], the workspace is `$1`.
const WANTED: &str = "wanted(subject, from_at, to_at)";

/// `with wanted … as (values …)`.
pub(crate) fn wanted(count: usize) -> String {
    let rows: Vec<String> = (0..count)
        .map(|row| {
            let at = 2 + row * 3;
            format!("(cast(${at} as text), cast(${} as bigint), cast(${} as bigint))", at + 1, at + 2)
        })
        .collect();
    format!("with {WANTED} as (values {})", rows.join(", "))
}

/// The workspace, then three values for each window.
pub(crate) fn wanted_values(workspace_id: WorkspaceId, windows: &[Window]) -> Vec<Value> {
    let mut values = vec![Value::from(workspace_id)];
    for window in windows {
        values.push(Value::from(window.subject.hyphenated().to_string()));
        values.push(Value::from(window.from));
        values.push(Value::from(window.to));
    }
    values
}

/// In `touched`, and where its rows are summed, the joins are `cross join … where`: SQLite then keeps their order, from the few things that
/// are wanted to their rows. Left to itself, without statistics, it reads all clicks once for each of them.
impl Level {
    /// `touched(subject, from_at, to_at, link_id)`: the links of each wanted thing.
    pub(crate) fn touched(self, count: usize) -> String {
        let links = match self {
            Self::Link => {
                "select w.subject, w.from_at, w.to_at, l.id from wanted w \
                 cross join links l where l.workspace_id = $1 and l.id = w.subject"
            }
            Self::Delivery => {
                "select w.subject, w.from_at, w.to_at, l.id from wanted w \
                 cross join links l where l.workspace_id = $1 and l.delivery_id = w.subject"
            }
            Self::Post => {
                "select w.subject, w.from_at, w.to_at, l.id from wanted w \
                 cross join links l where l.workspace_id = $1 and l.post_id = w.subject"
            }
            Self::Campaign => {
                "select w.subject, w.from_at, w.to_at, l.id from wanted w \
                 cross join posts p cross join links l where p.workspace_id = $1 and p.campaign_id = w.subject \
                 and l.workspace_id = $1 and l.post_id = p.id \
                 union all select w.subject, w.from_at, w.to_at, l.id from wanted w \
                 cross join links l where l.workspace_id = $1 and l.post_id is null and l.campaign_id = w.subject"
            }
            Self::Goal => {
                "select w.subject, w.from_at, w.to_at, l.id from wanted w \
                 cross join campaign_goals cg cross join posts p cross join links l \
                 where cg.workspace_id = $1 and cg.goal_id = w.subject \
                 and p.workspace_id = $1 and p.campaign_id = cg.campaign_id \
                 and l.workspace_id = $1 and l.post_id = p.id \
                 union all select w.subject, w.from_at, w.to_at, l.id from wanted w \
                 cross join campaign_goals cg cross join links l \
                 where cg.workspace_id = $1 and cg.goal_id = w.subject \
                 and l.workspace_id = $1 and l.post_id is null and l.campaign_id = cg.campaign_id"
            }
        };
        format!("{}, touched(subject, from_at, to_at, link_id) as ({links}) ", wanted(count))
    }

    /// `sent(subject, from_at, to_at, delivery_id, state, at)`: the deliveries of each wanted thing. What is out stays in
    /// the figures when its post is deleted here.
    pub(crate) fn sent(self, count: usize) -> String {
        let columns = "w.subject, w.from_at, w.to_at, d.id, case when d.state = 'unknown' and d.by_hand = 1 and d.last_error = \
             'by_hand' then 'due_by_hand' else d.state end, coalesce(d.published_at, d.scheduled_at)";
        let joins = match self {
            Self::Link => {
                "join links l on l.workspace_id = $1 and l.id = w.subject \
                 join deliveries d on d.workspace_id = $1 and d.id = l.delivery_id"
            }
            Self::Delivery => "join deliveries d on d.workspace_id = $1 and d.id = w.subject",
            Self::Post => "join deliveries d on d.workspace_id = $1 and d.post_id = w.subject",
            Self::Campaign => {
                "join posts p on p.workspace_id = $1 and p.campaign_id = w.subject \
                 join deliveries d on d.workspace_id = $1 and d.post_id = p.id \
                 and (p.deleted_at is null or d.published_at is not null)"
            }
            Self::Goal => {
                "join campaign_goals cg on cg.workspace_id = $1 and cg.goal_id = w.subject \
                 join posts p on p.workspace_id = $1 and p.campaign_id = cg.campaign_id \
                 join deliveries d on d.workspace_id = $1 and d.post_id = p.id \
                 and (p.deleted_at is null or d.published_at is not null)"
            }
        };
        format!(
            "{}, sent(subject, from_at, to_at, delivery_id, state, at) as (select {columns} from wanted w {joins}) ",
            wanted(count)
        )
    }

    /// `spent(subject, place, line_id)`: the cost lines of each wanted thing, with the level on which each stands.
    pub(crate) fn spent(self, count: usize) -> String {
        let line = "join cost_lines c on c.workspace_id = $1 and c.deleted_at is null and";
        let posts = "join posts p on p.workspace_id = $1 and p.campaign_id =";
        let deliveries = "join deliveries d on d.workspace_id = $1 and d.post_id =";
        let goals = "join campaign_goals cg on cg.workspace_id = $1 and cg.goal_id = w.subject";
        let own = |place: &str| {
            format!(
                "select w.subject, '{place}', c.id from wanted w {line} c.subject_kind = '{place}' and c.subject_id = w.subject"
            )
        };
        let parts = match self {
            Self::Link => vec!["select w.subject, 'link', w.subject from wanted w where 1 = 0".to_owned()],
            Self::Delivery => vec![own("delivery")],
            Self::Post => vec![
                own("post"),
                format!(
                    "select w.subject, 'delivery', c.id from wanted w {deliveries} w.subject {line} c.subject_id = d.id"
                ),
            ],
            Self::Campaign => vec![
                own("campaign"),
                format!(
                    "select w.subject, 'post', c.id from wanted w {posts} w.subject {line} c.subject_id = p.id"
                ),
                format!(
                    "select w.subject, 'delivery', c.id from wanted w {posts} w.subject {deliveries} p.id {line} \
                     c.subject_id = d.id"
                ),
            ],
            Self::Goal => vec![
                own("goal"),
                format!(
                    "select w.subject, 'campaign', c.id from wanted w {goals} {line} c.subject_id = cg.campaign_id"
                ),
                format!(
                    "select w.subject, 'post', c.id from wanted w {goals} {posts} cg.campaign_id {line} \
                     c.subject_id = p.id"
                ),
                format!(
                    "select w.subject, 'delivery', c.id from wanted w {goals} {posts} cg.campaign_id {deliveries} \
                     p.id {line} c.subject_id = d.id"
                ),
            ],
        };
        format!("{}, spent(subject, place, line_id) as ({}) ", wanted(count), parts.join(" union all "))
    }
}
