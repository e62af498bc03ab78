-- A newsletter is a channel whose posts go by mail to a list of its own. sends is 1 while Tandem sends it; else people do.
-- sender_email is empty where the operator's own address is used.
create table newsletters (
  workspace_id text not null,
  channel_id text not null,
  sender_name text not null,
  sender_email text not null,
  reply_to text not null,
  imprint text not null,
  sends bigint not null,
  changed_at bigint not null,
  primary key (workspace_id, channel_id),
  constraint newsletters_channel_fkey foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);

-- Who gets a newsletter. consent_source and consent_at are the evidence that they asked for it; email is in small letters.
create table subscribers (
  workspace_id text not null,
  id text not null,
  channel_id text not null,
  email text not null,
  name text not null,
  state text not null,
  consent_source text not null,
  consent_at bigint not null,
  added_by text not null,
  created_at bigint not null,
  changed_at bigint not null,
  search_text text not null,
  primary key (workspace_id, id),
  constraint subscribers_channel_id_email_key unique (workspace_id, channel_id, email),
  constraint subscribers_channel_fkey foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);
create index subscribers_list on subscribers (workspace_id, channel_id, created_at);

-- Addresses that were forgotten, as keyed digests: an import does not bring them back, and nobody can read them.
create table forgotten_addresses (
  workspace_id text not null,
  channel_id text not null,
  digest text not null,
  forgotten_at bigint not null,
  primary key (workspace_id, channel_id, digest),
  constraint forgotten_addresses_channel_fkey foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);

-- One mail of one delivery to one subscriber. The id is the delivery's and the subscriber's, so that nobody can be written
-- twice into the same delivery. The due row is the queue. No address stands here: who is forgotten is gone.
create table letters (
  workspace_id text not null,
  id text not null,
  delivery_id text not null,
  channel_id text not null,
  subscriber_id text not null,
  state text not null,
  due_at bigint not null,
  attempts bigint not null,
  leased_by text,
  leased_until bigint,
  last_error text,
  created_at bigint not null,
  sent_at bigint,
  unsubscribed_at bigint,
  primary key (workspace_id, id),
  constraint letters_delivery_fkey foreign key (workspace_id, delivery_id) references deliveries (workspace_id, id)
);
create index letters_due on letters (state, due_at);
create index letters_delivery on letters (workspace_id, delivery_id, state);
