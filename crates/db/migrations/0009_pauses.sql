-- Pauses of channels, of brands and of everything, in the place of those that channels alone had.
create table pauses (
  workspace_id text not null,
  id text not null,
  scope text not null,
  subject text not null,
  brand_id text,
  channel_id text,
  reason text not null,
  paused_by text not null,
  starts_at bigint not null,
  until bigint,
  ended_at bigint,
  ended_by text,
  primary key (workspace_id, id),
  constraint pauses_brand_fkey foreign key (workspace_id, brand_id) references brands (workspace_id, id),
  constraint pauses_channel_fkey foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);
-- One open pause for each subject.
create unique index pauses_subject_key on pauses (workspace_id, subject) where ended_at is null;
create index pauses_until on pauses (until) where ended_at is null;

-- A channel's pause gets its channel's number: no other pause has it. The columns of channels are read by nothing any more.
insert into pauses (workspace_id, id, scope, subject, brand_id, channel_id, reason, paused_by, starts_at)
select workspace_id, id, 'channel', 'channel_' || replace(id, '-', ''), brand_id, id, coalesce(pause_reason, ''),
  coalesce(paused_by, ''), paused_at
from channels where paused_at is not null;

-- What pauses hold, oldest first.
create index deliveries_held on deliveries (workspace_id, scheduled_at) where state = 'paused';
