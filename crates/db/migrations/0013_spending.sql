-- What posts cost at networks that ask money for each, and how much a channel may spend in a month, in US cents.
alter table channels add column spend_limit_minor bigint;

-- One row for each delivery that was, or may have been, charged; id is the delivery's own.
create table spendings (
  workspace_id text not null,
  id text not null,
  channel_id text not null,
  price_micros bigint not null,
  at bigint not null,
  primary key (workspace_id, id),
  constraint spendings_delivery_fkey foreign key (workspace_id, id) references deliveries (workspace_id, id)
);
create index spendings_channel on spendings (workspace_id, channel_id, at);
