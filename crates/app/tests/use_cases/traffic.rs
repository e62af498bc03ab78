//! Links, clicks, visits, conversions.

use std::{collections::HashSet, net::IpAddr};

use app::{
    Actor, Error, Role,
    clock::{DAY, MINUTE, SECOND},
    ids::{BrandId, CampaignId, ChannelId, ClickId, DeliveryId, LinkId, PostId},
    links::{LinkContext, LinkFilter, shorten_for_delivery},
    page::PageRequest,
    visits::{
        Beacon, Caller, ClickFacts, ClickFilter, ConversionFilter, ConversionInput, Named, Outcome, Sale,
        VisitFilter,
    },
};
use testkit::{TestApp, db_test};

const PERSON: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
const PUBLIC: &str = "https://go.example";

fn context(brand_id: BrandId, now: i64) -> LinkContext {
    LinkContext {
        brand_id,
        campaign_id: None,
        utm_campaign: Some("autumn".to_owned()),
        post_id: PostId::generate(),
        delivery_id: DeliveryId::generate(),
        channel_id: ChannelId::generate(),
        network: "mastodon".to_owned(),
        now,
    }
}

async fn shorten(t: &TestApp, actor: &Actor, context: &LinkContext, text: &str) -> String {
    let tx = t.db.write().await.expect("a transaction");
    let short =
        shorten_for_delivery(&tx, PUBLIC, actor.workspace_id, context, text).await.expect("short links");
    tx.commit().await.expect("commit");
    short
}

/// A link of the first brand: slug and id.
async fn link(t: &TestApp, actor: &Actor) -> (String, LinkId) {
    t.short_link(actor, t.brand(actor).await, "https://shop.example/tea").await
}

async fn click(t: &TestApp, slug: &str) -> (String, ClickId) {
    let facts = ClickFacts { user_agent: PERSON, referrer: "https://social.example/@a", unseen: false };
    let location = t.follow_link(slug, facts).await.expect("followed").expect("a known slug");
    let id = location.split_once("tdm=").expect("a click id").1.parse().expect("a click id");
    (location, id)
}

fn from(number: u8) -> Caller<'static> {
    Caller { address: IpAddr::from([10, 0, 0, number]), user_agent: PERSON }
}

fn beacon(text: &str) -> Beacon {
    Beacon::read(text.as_bytes()).expect("a beacon")
}

fn visit(site: &str, url: &str) -> Beacon {
    beacon(&format!(
        r#"{{"site":"{site}","kind":"visit","url":"{url}","referrer":"https://social.example/"}}"#
    ))
}

fn order(site: &str, order_id: &str, value: &str) -> Beacon {
    beacon(&format!(
        r#"{{"site":"{site}","kind":"conversion","name":"order","url":"https://shop.example/thanks","order_id":"{order_id}","value":"{value}","currency":"EUR"}}"#
    ))
}

fn codes(error: &Error) -> Vec<(&str, &'static str)> {
    match error {
        Error::Invalid(faults) => faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect(),
        other => vec![("", other.code())],
    }
}

db_test! {
    async fn a_delivery_keeps_its_links(t: TestApp) {
        let owner = t.owner().await;
        let context = context(t.brand(&owner).await, t.now());
        let text = "Tea https://shop.example/tea?x=1#top and https://shop.example/cups, https://shop.example/cups!";
        let first = shorten(&t, &owner, &context, text).await;
        assert_eq!(shorten(&t, &owner, &context, text).await, first);
        assert!(!first.contains("shop.example"));
        let filter = LinkFilter { post_id: Some(context.post_id), ..LinkFilter::default() };
        let links = t.list_links(&owner, &filter, &PageRequest::default()).await.expect("links").items;
        assert_eq!(links.len(), 2);
        let tea = links.iter().find(|link| link.original_url.ends_with("#top")).expect("the tea");
        assert_eq!(
            tea.target_url,
            format!(
                "https://shop.example/tea?x=1&utm_source=mastodon&utm_medium=social&utm_campaign=autumn&utm_content={}#top",
                tea.slug
            )
        );
        let other = LinkContext { delivery_id: DeliveryId::generate(), ..context };
        assert_ne!(shorten(&t, &owner, &other, text).await, first);
    }

    async fn many_may_shorten_the_same_delivery(t: TestApp) {
        let owner = t.owner().await;
        let context = context(t.brand(&owner).await, t.now());
        let tasks = (0..10).map(|_| {
            let (t, owner, context) = (t.clone(), owner.clone(), context.clone());
            tokio::spawn(async move { shorten(&t, &owner, &context, "https://shop.example/ https://b.example/").await })
        });
        let mut texts = HashSet::new();
        for task in tasks.collect::<Vec<_>>() {
            texts.insert(task.await.expect("no panic"));
        }
        assert_eq!(texts.len(), 1, "{texts:?}");
    }

    async fn clicks_are_counted_and_crawlers_stand_apart(t: TestApp) {
        let owner = t.owner().await;
        let (slug, link_id) = link(&t, &owner).await;
        let tasks: Vec<_> = (0..40)
            .map(|_| {
                let (t, slug) = (t.clone(), slug.clone());
                tokio::spawn(async move { click(&t, &slug).await.1 })
            })
            .collect();
        let mut ids = HashSet::new();
        for task in tasks {
            ids.insert(task.await.expect("no panic"));
        }
        assert_eq!(ids.len(), 40);
        for facts in [
            ClickFacts { user_agent: "Mastodon/4.5 (http.rb/5.2.0; +https://social.example/)", ..ClickFacts::default() },
            ClickFacts { user_agent: PERSON, unseen: true, ..ClickFacts::default() },
            ClickFacts::default(),
        ] {
            t.follow_link(&slug, facts).await.expect("followed").expect("known");
        }
        t.finish_traffic().await;
        let line = t.link(&owner, link_id).await.expect("the link");
        assert_eq!((line.clicks, line.crawlers), (40, 3));
        let summary = t.count_clicks(&owner, &ClickFilter::default()).await.expect("counts");
        assert_eq!((summary.clicks, summary.crawlers), (40, 3));
        let today = summary.days.last().expect("today");
        assert_eq!((today.day.as_str(), today.clicks, today.crawlers), ("2026-06-15", 40, 3));
        assert_eq!(summary.referrers.first().expect("one").word, "social.example");
        assert_eq!(summary.devices.first().expect("one").word, "desktop");
        for nobody in ["0000000", "short", "toolongtoolong", "../../x", "ÄÖÜäöüß"] {
            assert_eq!(t.follow_link(nobody, ClickFacts::default()).await.expect("no error"), None);
        }
    }

    async fn a_visit_goes_on_for_half_an_hour(t: TestApp) {
        let owner = t.owner().await;
        let site = t.site_key(&owner).await;
        let (slug, link_id) = link(&t, &owner).await;
        let (location, click_id) = click(&t, &slug).await;
        // The click still waits for its batch: it is found all the same.
        assert_eq!(t.collect(visit(&site, &location), from(1)).await.expect("a visit"), Outcome::Visited);
        t.clock.advance(29 * MINUTE);
        t.collect(visit(&site, "https://shop.example/cups?secret=1"), from(1)).await.expect("the next page");
        t.clock.advance(31 * MINUTE);
        t.collect(visit(&site, "https://shop.example/"), from(1)).await.expect("another visit");
        t.collect(visit(&site, &format!("https://shop.example/?utm_content={slug}")), from(2)).await.expect("by tag");
        let crawler = Caller { user_agent: "Googlebot/2.1", ..from(3) };
        assert_eq!(t.collect(visit(&site, "https://shop.example/"), crawler).await.expect("taken"), Outcome::Ignored);
        let visits = t.list_visits(&owner, &VisitFilter::default(), &PageRequest::default()).await.expect("visits").items;
        assert_eq!(visits.len(), 3);
        let first = visits.last().expect("the oldest");
        assert_eq!((first.pages, first.link_id, first.click_id), (2, Some(link_id), Some(click_id)));
        assert_eq!(first.landing_url, "https://shop.example/tea");
        assert_eq!(first.utm_source.as_deref(), Some("mastodon"));
        assert_eq!(visits.iter().filter(|visit| visit.link_id == Some(link_id)).count(), 2);
        let filter = VisitFilter { link_id: Some(link_id), ..VisitFilter::default() };
        let page = t.list_visits(&owner, &filter, &PageRequest::first(1)).await.expect("a page");
        let rest = PageRequest { after: page.next, limit: 1 };
        let rest = t.list_visits(&owner, &filter, &rest).await.expect("the rest");
        assert_eq!((rest.items.len(), rest.next), (1, None));
        let nonsense = PageRequest { after: Some("x".to_owned()), limit: 1 };
        let error = t.list_visits(&owner, &filter, &nonsense).await.expect_err("no cursor");
        assert_eq!(codes(&error), [("cursor", "cursor_malformed")]);
    }

    async fn an_order_counts_once_though_sent_by_twenty(t: TestApp) {
        let owner = t.owner().await;
        let site = t.site_key(&owner).await;
        let tasks: Vec<_> = (0..20)
            .map(|number| {
                let (t, site, owner) = (t.clone(), site.clone(), owner.clone());
                tokio::spawn(async move {
                    if number % 2 == 0 {
                        t.collect(order(&site, "A-1042", "49.90"), from(number)).await.expect("taken")
                    } else {
                        let recorded = t.record_conversion(&owner, api_order("A-1042")).await.expect("taken");
                        if recorded.duplicate {
                            Outcome::Duplicate(recorded.id)
                        } else {
                            Outcome::Converted(recorded.id)
                        }
                    }
                })
            })
            .collect();
        let mut new = Vec::new();
        let mut ids = HashSet::new();
        for task in tasks {
            match task.await.expect("no panic") {
                Outcome::Converted(id) => new.push(id),
                Outcome::Duplicate(id) => {
                    ids.insert(id);
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(new.len(), 1);
        assert_eq!(ids.into_iter().collect::<Vec<_>>(), new);
        let page = t.list_conversions(&owner, &ConversionFilter::default(), &PageRequest::default()).await.expect("list");
        assert_eq!(page.items.len(), 1);
        assert_eq!(page.items.first().expect("one").value_minor, 4990);
        let other = order(&site, "A-1043", "1.00");
        assert!(matches!(t.collect(other, from(1)).await.expect("taken"), Outcome::Converted(_)));
    }

    async fn a_conversion_is_owed_to_the_last_touch(t: TestApp) {
        let owner = t.owner().await;
        let site = t.site_key(&owner).await;
        let ((slug, old), (newer_slug, newer)) = (link(&t, &owner).await, link(&t, &owner).await);
        let (location, click_id) = click(&t, &slug).await;
        t.collect(visit(&site, &location), from(1)).await.expect("a visit");
        t.clock.advance(MINUTE);
        let (location, newer_click) = click(&t, &newer_slug).await;
        t.collect(visit(&site, &location), from(1)).await.expect("a visit");
        t.clock.advance(MINUTE);
        t.collect(visit(&site, "https://shop.example/basket"), from(1)).await.expect("a page");
        let Outcome::Converted(id) = t.collect(order(&site, "1", "10"), from(1)).await.expect("taken") else {
            panic!("not new")
        };
        let conversion = t.conversion(&owner, id).await.expect("found");
        assert_eq!((conversion.link_id, conversion.click_id), (Some(newer), Some(newer_click)));
        assert!(conversion.visit_id.is_some());
        assert_eq!(conversion.margin_minor, None, "nobody told the margin");

        // The next day the visitor is somebody else; a named click is remembered for thirty days.
        t.clock.advance(DAY);
        let Outcome::Converted(id) = t.collect(order(&site, "2", "10"), from(1)).await.expect("taken") else {
            panic!("not new")
        };
        assert_eq!(t.conversion(&owner, id).await.expect("found").link_id, None);
        let named = |order_id: &str| ConversionInput {
            named: Named { click_id: Some(click_id), ..Named::default() },
            ..api_order(order_id)
        };
        let recorded = t.record_conversion(&owner, named("3")).await.expect("taken");
        assert_eq!(t.conversion(&owner, recorded.id).await.expect("found").link_id, Some(old));
        t.clock.advance(30 * DAY);
        let recorded = t.record_conversion(&owner, named("4")).await.expect("taken");
        assert_eq!(t.conversion(&owner, recorded.id).await.expect("found").link_id, None);
    }

    async fn wrong_events_are_refused_and_seen(t: TestApp) {
        let owner = t.owner().await;
        let site = t.site_key(&owner).await;
        let nobody = t.collect(visit("site_nobody", "https://shop.example/"), from(1)).await.expect_err("unknown");
        assert_eq!(codes(&nobody), [("site", "site_unknown")]);
        let dollars = beacon(&format!(
            r#"{{"site":"{site}","kind":"conversion","name":"order","value":"5","currency":"USD"}}"#
        ));
        let refused = t.collect(dollars.clone(), from(1)).await.expect_err("dollars");
        assert_eq!(codes(&refused), [("currency", "currency_differs")]);
        t.collect(dollars, from(2)).await.expect_err("dollars");
        let crawler = Caller { user_agent: "curl/8", ..from(3) };
        let refused = t.collect(order(&site, "1", "10"), crawler).await.expect_err("a crawler");
        assert_eq!(codes(&refused), [("user_agent", "crawler_refused")]);
        let refusals = t.list_sites(&owner).await.expect("sites").1;
        let told: HashSet<(&str, i64)> =
            refusals.iter().map(|refusal| (refusal.code.as_str(), refusal.refused)).collect();
        assert_eq!(told, HashSet::from([("currency_differs", 2), ("crawler_refused", 1)]));
        assert!(t.list_conversions(&owner, &ConversionFilter::default(), &PageRequest::default()).await.expect("list").items.is_empty());
    }

    async fn the_api_says_all_that_is_wrong(t: TestApp) {
        let owner = t.owner().await;
        let wrong = ConversionInput {
            sale: Sale { currency: Some("XXX".to_owned()), ..Sale::default() },
            at: Some(t.now() + 10 * MINUTE),
            named: Named { click_id: Some(ClickId::generate()), link_id: Some(LinkId::generate()), visit_id: None },
            brand_id: None,
        };
        let error = t.record_conversion(&owner, wrong).await.expect_err("wrong");
        assert_eq!(
            codes(&error),
            [
                ("at", "time_in_future"),
                ("name", "required"),
                ("currency", "currency_unknown"),
                ("click_id", "click_unknown"),
                ("link_id", "link_unknown")
            ]
        );
        t.new_brand(&owner, "Kranich Cups").await;
        let error = t.record_conversion(&owner, api_order("9")).await.expect_err("two brands");
        assert_eq!(codes(&error), [("brand_id", "required")]);
        let analyst = t.actor(Role::Analyst).await;
        assert_eq!(t.record_conversion(&analyst, api_order("9")).await.expect_err("no right").code(), "forbidden");
    }

    async fn the_brands_margin_rate_fills_in(t: TestApp) {
        let owner = t.owner().await;
        let brand = t.brand(&owner).await;
        let site = t.site_key(&owner).await;
        t.collect(order(&site, "1", "10"), from(1)).await.expect("taken");
        t.set_margin_rate(&owner, brand, Some(4_000)).await.expect("set");
        let error = t.set_margin_rate(&owner, brand, Some(10_001)).await.expect_err("too much");
        assert_eq!(codes(&error), [("margin_rate", "percent_out_of_range")]);
        t.clock.advance(SECOND);
        t.collect(order(&site, "2", "10"), from(1)).await.expect("taken");
        let lines = t.list_conversions(&owner, &ConversionFilter::default(), &PageRequest::default()).await.expect("list").items;
        let margins: Vec<_> = lines.iter().map(|line| line.margin_minor).collect();
        assert_eq!(margins, [Some(400), None]);
    }

    async fn nothing_of_another_workspace_is_seen(t: TestApp) {
        let (owner, harbour) = (t.owner().await, t.second_workspace().await);
        let (slug, link_id) = link(&t, &owner).await;
        let (location, click_id) = click(&t, &slug).await;
        let site = t.site_key(&owner).await;
        let foreign_site = t.site_key(&harbour).await;
        let Outcome::Converted(conversion) = t.collect(order(&site, "1", "10"), from(1)).await.expect("taken") else {
            panic!("not new")
        };
        // The slug and click of one workspace say nothing on the site of another.
        t.collect(visit(&foreign_site, &location), from(1)).await.expect("taken");
        let visits = t.list_visits(&harbour, &VisitFilter::default(), &PageRequest::default()).await.expect("visits").items;
        assert_eq!(visits.iter().map(|visit| visit.link_id).collect::<Vec<_>>(), [None]);
        assert_eq!(t.link(&harbour, link_id).await.expect_err("foreign").code(), "not_found");
        assert_eq!(t.conversion(&harbour, conversion).await.expect_err("foreign").code(), "not_found");
        assert!(t.list_links(&harbour, &LinkFilter::default(), &PageRequest::default()).await.expect("links").items.is_empty());
        let named = ConversionInput { named: Named { click_id: Some(click_id), ..Named::default() }, ..api_order("1") };
        let error = t.record_conversion(&harbour, named).await.expect_err("foreign");
        assert_eq!(codes(&error), [("click_id", "click_unknown")]);
        let brand = t.brand(&owner).await;
        assert_eq!(t.set_margin_rate(&harbour, brand, None).await.expect_err("foreign").code(), "not_found");

        let cups = t.new_brand(&owner, "Kranich Cups").await;
        let access = app::members::Access { role: Role::Freelancer, brand_id: Some(cups), access_ends_at: None };
        let freelancer = t.actor_in(&owner, access).await;
        assert_eq!(t.link(&freelancer, link_id).await.expect_err("another brand").code(), "not_found");
        assert!(t.list_links(&freelancer, &LinkFilter::default(), &PageRequest::default()).await.expect("links").items.is_empty());
        let filter = ClickFilter { link_id: Some(link_id), ..ClickFilter::default() };
        t.finish_traffic().await;
        assert_eq!(t.count_clicks(&freelancer, &filter).await.expect("counts").clicks, 0);
        assert_eq!(t.list_conversions(&freelancer, &ConversionFilter::default(), &PageRequest::default()).await.expect_err("money").code(), "forbidden");
    }

    async fn links_are_found_by_campaign_and_text(t: TestApp) {
        let owner = t.owner().await;
        let brand = t.brand(&owner).await;
        for number in 0..5 {
            let context = context(brand, t.now() + number);
            shorten(&t, &owner, &context, &format!("https://shop.example/100%_{number}")).await;
        }
        let mut seen = HashSet::new();
        let mut wanted = PageRequest::first(2);
        loop {
            let page = t.list_links(&owner, &LinkFilter::default(), &wanted).await.expect("a page");
            seen.extend(page.items.iter().map(|line| line.id));
            if page.next.is_none() {
                break;
            }
            wanted.after = page.next;
        }
        assert_eq!(seen.len(), 5);
        let search = |text: &str| LinkFilter { search: Some(text.to_owned()), ..LinkFilter::default() };
        assert_eq!(t.list_links(&owner, &search("_3"), &PageRequest::default()).await.expect("found").items.len(), 1);
        assert_eq!(t.list_links(&owner, &search("SHOP.example"), &PageRequest::default()).await.expect("found").items.len(), 5);
        let nobody = LinkFilter { campaign_id: Some(CampaignId::generate()), ..LinkFilter::default() };
        assert!(t.list_links(&owner, &nobody, &PageRequest::default()).await.expect("none").items.is_empty());
    }
}

fn api_order(order_id: &str) -> ConversionInput {
    ConversionInput {
        sale: Sale {
            name: "order".to_owned(),
            order_id: Some(order_id.to_owned()),
            value: Some("49.90".into()),
            ..Sale::default()
        },
        ..ConversionInput::default()
    }
}
