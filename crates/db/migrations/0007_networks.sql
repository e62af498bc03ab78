-- What sixteen networks need beside text and pictures.

-- Placement, title, card, poll, first comment and the network's own choices, as JSON; null for a plain post.
alter table variants add column shape text;

-- Length of a film.
alter table media add column duration_ms bigint;

-- Accounts behind a consent among which the person has to choose: sealed.
alter table connections add column found text;

-- How many calls a network still allows an account, as it told; kept only when few are left.
create table channel_budgets (
  workspace_id text not null,
  channel_id text not null,
  name text not null,
  remaining bigint not null,
  resets_at bigint not null,
  primary key (workspace_id, channel_id, name),
  constraint channel_budgets_channel_fkey foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);

-- The same for the operator's app, which all workspaces share.
create table app_budgets (
  network text not null,
  name text not null,
  remaining bigint not null,
  resets_at bigint not null,
  primary key (network, name)
);
