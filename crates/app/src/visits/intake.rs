//! Events of the tracker: many requests, one transaction, and each answered only when it is durable.

use std::sync::Arc;

use db::Db;
use tokio::sync::{mpsc, oneshot};

use crate::{
    App, Error, Now, Result,
    clock::DAY,
    ids::{ClickId, ConversionId},
};

use super::{
    agent,
    beacon::{Beacon, BeaconKind, Caller, PricedSale},
    clicks::ClickWriter,
    site::Site,
    store,
};

/// Events that wait at most.
const WAITING_MOST: usize = 10_000;
/// Events of one transaction at most.
const BATCH_MOST: usize = 2_048;

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A visit was stored.
    Visited,
    /// A crawler's visit: not counted.
    Ignored,
    /// A conversion was stored.
    Converted(ConversionId),
    /// This order id is known already: the conversion that it made.
    Duplicate(ConversionId),
}

/// An event that passed all checks.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) site: Arc<Site>,
    pub(crate) visitor: String,
    pub(crate) at: Now,
    pub(crate) page: Option<String>,
    pub(crate) referrer_host: Option<String>,
    pub(crate) click_id: Option<ClickId>,
    pub(crate) slug: Option<String>,
    pub(crate) utm_source: Option<String>,
    pub(crate) utm_medium: Option<String>,
    pub(crate) utm_campaign: Option<String>,
    pub(crate) sale: Option<PricedSale>,
}

pub(crate) struct Intake {
    sender: mpsc::Sender<Order>,
}

enum Order {
    Write(Box<Event>, oneshot::Sender<Result<Outcome>>),
    Flush(oneshot::Sender<()>),
}

impl Intake {
    pub(crate) async fn flush(&self) {
        let (done, wait) = oneshot::channel();
        if self.sender.send(Order::Flush(done)).await.is_ok() {
            let _ = wait.await;
        }
    }
}

async fn write_all(app: App, mut orders: mpsc::Receiver<Order>) {
    let mut received = Vec::with_capacity(BATCH_MOST);
    // While one transaction is written, the next one's events gather: no timer is needed.
    while orders.recv_many(&mut received, BATCH_MOST).await > 0 {
        let (mut events, mut replies, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        for order in received.drain(..) {
            match order {
                Order::Write(event, reply) => {
                    events.push(*event);
                    replies.push(reply);
                }
                Order::Flush(done) => waiting.push(done),
            }
        }
        match write(&app.db, app.traffic.clicks.get(), &events).await {
            Ok(outcomes) => {
                for (reply, outcome) in replies.into_iter().zip(outcomes) {
                    let _ = reply.send(Ok(outcome));
                }
            }
            Err(error) => {
                tracing::warn!(%error, events = events.len(), "events refused: they could not be written");
                for reply in replies {
                    let _ = reply.send(Err(match &error {
                        db::Error::Full(_) => Error::Full(error.to_string()),
                        _ => Error::Unavailable(error.to_string()),
                    }));
                }
            }
        }
        for done in waiting {
            let _ = done.send(());
        }
    }
}

async fn write(db: &Db, clicks: Option<&ClickWriter>, events: &[Event]) -> db::Result<Vec<Outcome>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let mut touched = store::touches::links_of(db.read(), events).await?;
    // A page may be quicker than the click's own batch.
    if let Some(clicks) = clicks
        && touched.misses_click(events)
    {
        clicks.flush().await;
        touched = store::touches::links_of(db.read(), events).await?;
    }
    let tx = db.write().await?;
    store::visits::put(&tx, events, &touched).await?;
    let outcomes = store::conversions::put(&tx, events, &touched).await?;
    tx.commit().await?;
    Ok(outcomes)
}

impl App {
    /// Takes an event of the tracker and returns when it is durable. Needs no actor: the tracker's key is public.
    ///
    /// # Errors
    /// `Invalid` for a wrong event, `Unavailable` when it could not be stored: then nothing of it is.
    pub async fn collect(&self, beacon: Beacon, caller: Caller<'_>) -> Result<Outcome> {
        let site = self.site(&beacon.site).await?;
        let crawler = agent::is_crawler(caller.user_agent);
        let now = self.now();
        let sale = match beacon.kind {
            BeaconKind::Visit if crawler => return Ok(Outcome::Ignored),
            BeaconKind::Visit => None,
            BeaconKind::Conversion(_) if crawler => {
                let error = Error::field("user_agent", "crawler_refused");
                return Err(self.refused(&site, now, error).await);
            }
            BeaconKind::Conversion(sale) => match sale.priced(&site.currency, site.margin_rate_bp) {
                Ok(sale) => Some(sale),
                Err(error) => return Err(self.refused(&site, now, error).await),
            },
        };
        let visitor = self.visitor(&beacon.site, caller.address, caller.user_agent, now).await?;
        let event = Event {
            site,
            visitor,
            at: now,
            page: beacon.page,
            referrer_host: beacon.referrer_host,
            click_id: beacon.click_id,
            slug: beacon.slug,
            utm_source: beacon.utm_source,
            utm_medium: beacon.utm_medium,
            utm_campaign: beacon.utm_campaign,
            sale,
        };
        let gone = || Error::Unavailable("the event writer has ended".to_owned());
        let (reply, answer) = oneshot::channel();
        let sent = self.intake().sender.send(Order::Write(Box::new(event), reply)).await;
        sent.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    fn intake(&self) -> &Intake {
        self.traffic.intake.get_or_init(|| {
            let (sender, receiver) = mpsc::channel(WAITING_MOST);
            tokio::spawn(write_all(self.clone(), receiver));
            Intake { sender }
        })
    }

    /// Notes a refused conversion where the brand's people see it, and gives the error back.
    async fn refused(&self, site: &Site, now: Now, error: Error) -> Error {
        let Error::Invalid(faults) = &error else { return error };
        let Some(fault) = faults.first() else { return error };
        let detail: Vec<String> =
            fault.params.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let noted = async {
            let tx = self.db.write().await?;
            store::sites::note_refusal(&tx, site, now.div_euclid(DAY), fault.code, now, &detail.join(", "))
                .await?;
            tx.commit().await
        };
        if let Err(failed) = noted.await {
            tracing::warn!(%failed, code = fault.code, brand_id = %site.brand_id, "a refused conversion was not noted");
        }
        error
    }
}
