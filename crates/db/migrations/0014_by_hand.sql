-- Deliveries that a person publishes: no worker sends them. hand_steps says what of it is done, as JSON.
alter table deliveries add column by_hand bigint not null default 0;
alter table deliveries add column hand_steps text;
