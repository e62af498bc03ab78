-- The posting times of a channel: times is JSON, pairs of weekday (1 is Monday) and minute of the day, in the workspace's
-- zone. Whoever puts a post into the queue holds the row until the delivery is written.
create table slots (
  workspace_id text not null,
  channel_id text not null,
  times text not null,
  changed_at bigint not null,
  primary key (workspace_id, channel_id),
  constraint slots_channel_fkey foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);
-- The posting time that a delivery of the queue has taken: no two live ones of a channel have the same.
alter table deliveries add column slot_at bigint;
create unique index deliveries_channel_id_slot_at_key on deliveries (workspace_id, channel_id, slot_at)
  where slot_at is not null and state not in ('failed', 'missed', 'canceled');
