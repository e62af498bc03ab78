-- Numbers fetched from networks, kept as history with their source, and the queue that fetches them.

-- subject_kind: delivery or channel. source: the network's call that told it.
create table metric_points (
  workspace_id text not null,
  id text not null,
  subject_kind text not null,
  subject_id text not null,
  metric text not null,
  value bigint not null,
  source text not null,
  fetched_at bigint not null,
  primary key (workspace_id, id)
);
create index metric_points_subject on metric_points (workspace_id, subject_id, metric, fetched_at);

-- The newest value of each, so that pages need no query per row.
create table metric_latest (
  workspace_id text not null,
  subject_id text not null,
  metric text not null,
  value bigint not null,
  source text not null,
  fetched_at bigint not null,
  primary key (workspace_id, subject_id, metric)
);

-- A due row fetches the counters of a channel and its posts that are due.
create table metric_fetches (
  workspace_id text not null,
  id text not null,
  subject_kind text not null,
  channel_id text not null,
  state text not null,
  due_at bigint not null,
  attempts bigint not null,
  leased_by text,
  leased_until bigint,
  last_error text,
  fetched_at bigint,
  fetches bigint not null,
  primary key (workspace_id, id)
);
create index metric_fetches_due on metric_fetches (state, due_at);
create index metric_fetches_channel on metric_fetches (workspace_id, channel_id);
