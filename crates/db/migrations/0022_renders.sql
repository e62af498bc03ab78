-- Versions of films under way: each row is an order and its queue. wanted is JSON: what the version has to be; of one film only
-- one such order is open at a time. made_id is the version.
create table renders (
  workspace_id text not null,
  id text not null,
  media_id text not null,
  channel_id text not null,
  user_id text,
  wanted text not null,
  state text not null,
  progress bigint not null,
  due_at bigint not null,
  attempts bigint not null,
  leased_by text,
  leased_until bigint,
  last_error text,
  made_id text,
  created_at bigint not null,
  primary key (workspace_id, id),
  constraint renders_media_fkey foreign key (workspace_id, media_id) references media (workspace_id, id),
  constraint renders_channel_fkey foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);
create unique index renders_open_key on renders (workspace_id, media_id, wanted) where state in ('waiting', 'working');
create index renders_due on renders (state, due_at);
create index renders_media on renders (workspace_id, media_id, created_at);
