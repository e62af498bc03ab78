-- Goals, campaigns, cost lines. Days are text YYYY-MM-DD in the workspace's zone. baseline and target of a goal that
-- counts money are minor units; its unit is the currency.

create table goals (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  name text not null,
  funnel_stage text not null,
  metric text not null,
  metric_name text,
  unit text not null,
  baseline double precision not null,
  target double precision not null,
  starts_on text not null,
  due_on text not null,
  owner_id text not null,
  created_at bigint not null,
  archived_at bigint,
  primary key (workspace_id, id),
  constraint goals_brand_id_name_key unique (workspace_id, brand_id, name),
  constraint goals_brand_fkey foreign key (workspace_id, brand_id) references brands (workspace_id, id)
);

-- Values of a custom metric, entered by hand; one a day.
create table goal_values (
  workspace_id text not null,
  id text not null,
  goal_id text not null,
  measured_on text not null,
  value double precision not null,
  entered_by text not null,
  entered_at bigint not null,
  primary key (workspace_id, id),
  constraint goal_values_goal_id_measured_on_key unique (workspace_id, goal_id, measured_on),
  constraint goal_values_goal_fkey foreign key (workspace_id, goal_id) references goals (workspace_id, id)
);

create table campaigns (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  name text not null,
  utm_name text not null,
  starts_on text not null,
  ends_on text not null,
  budget_minor bigint not null,
  currency text not null,
  created_at bigint not null,
  archived_at bigint,
  primary key (workspace_id, id),
  constraint campaigns_brand_id_name_key unique (workspace_id, brand_id, name),
  constraint campaigns_brand_id_utm_name_key unique (workspace_id, brand_id, utm_name),
  constraint campaigns_brand_fkey foreign key (workspace_id, brand_id) references brands (workspace_id, id)
);

create table campaign_goals (
  workspace_id text not null,
  campaign_id text not null,
  goal_id text not null,
  primary key (workspace_id, campaign_id, goal_id),
  constraint campaign_goals_campaign_fkey foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id),
  constraint campaign_goals_goal_fkey foreign key (workspace_id, goal_id) references goals (workspace_id, id)
);
create index campaign_goals_goal on campaign_goals (workspace_id, goal_id);

-- Costs entered by hand. subject_kind: goal, campaign, post or delivery. amount_minor is what counts; for kind hours it is
-- minutes × rate_minor ÷ 60, rounded half up when entered.
create table cost_lines (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  subject_kind text not null,
  subject_id text not null,
  kind text not null,
  label text not null,
  minutes bigint,
  rate_minor bigint,
  amount_minor bigint not null,
  currency text not null,
  incurred_on text not null,
  entered_by text,
  created_at bigint not null,
  deleted_at bigint,
  primary key (workspace_id, id)
);
create index cost_lines_day on cost_lines (workspace_id, incurred_on);
create index cost_lines_subject on cost_lines (workspace_id, subject_id);
