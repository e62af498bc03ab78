//! The demo's newsletter: a list of addresses that lead nowhere. The demo has no mail server, so people would send it by
//! hand, and nothing here says that anything was sent.

use std::fmt::Write;

use app::{
    Actor, App,
    channels::ChannelByHand,
    ids::BrandId,
    letters::SaveNewsletter,
    page::PageRequest,
    subscribers::{Consent, Import, SubscriberFilter},
};

/// How many are on the list.
const READERS: usize = 64;

/// Every so manieth has left.
const LEFT: usize = 9;

/// Makes the newsletter with its list.
pub(super) async fn make(app: &App, actor: &Actor, brand_id: BrandId) -> anyhow::Result<()> {
    let channel = ChannelByHand {
        brand_id: Some(brand_id),
        network: "newsletter".to_owned(),
        name: "Nordlicht Post".to_owned(),
        url: String::new(),
    };
    let newsletter = app.add_channel_by_hand(actor, &channel).await?;
    let sender = SaveNewsletter {
        sender_name: "Nordlicht Tea".to_owned(),
        sender_email: "post@nordlicht.example".to_owned(),
        reply_to: String::new(),
        imprint: "Nordlicht Tea\nHarbour Street 1, 20457 Hamburg".to_owned(),
        sends: false,
    };
    app.save_newsletter(actor, newsletter, &sender).await?;
    for (source, readers) in
        [("Sign-up form of the shop", 0..40), ("Paper list at the spring fair", 40..READERS)]
    {
        let text = readers.fold("email\n".to_owned(), |mut text, number| {
            let _ = writeln!(text, "reader-{:02}@example.com", number + 1);
            text
        });
        let consent = Consent { source: source.to_owned(), on: String::new() };
        app.import_subscribers(actor, newsletter, &Import { text, consent }).await?;
    }
    let filter = SubscriberFilter::default();
    let list = app.list_subscribers(actor, newsletter, &filter, &PageRequest::first(200)).await?.items;
    for reader in list.iter().skip(3).step_by(LEFT) {
        app.unsubscribe(actor, reader.id).await?;
    }
    Ok(())
}
