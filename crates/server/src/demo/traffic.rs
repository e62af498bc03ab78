//! Who clicked, visited and bought.

use app::{
    clock::{DAY, HOUR, MINUTE, SECOND},
    demo_data::{ClickRow, ConversionRow, History, VisitRow},
    ids::{ClickId, ConversionId, LinkId, VisitId},
    visits::{ConversionSource, Device},
};

use super::{
    curves,
    dice::Dice,
    posts::Out,
    setting::{CURRENCY, Setting},
    texts::{SITE, Theme},
};

/// What the brand earns of every euro, in basis points.
pub const MARGIN_BP: i64 = 4_100;

const HEX: &[u8] = b"0123456789abcdef";

/// Somebody came by a link: what leads begin with.
pub struct Came {
    pub link: LinkId,
    pub at: i64,
    pub theme: Theme,
}

/// Writes the traffic of everything that is out, and that which came by itself; gives who came.
pub fn write(setting: &Setting, outs: &[Out], history: &mut History, dice: &mut Dice) -> Vec<Came> {
    let mut came = Vec::new();
    for out in outs {
        let Some(link) = &out.link else { continue };
        let age = setting.now - out.at;
        let expected = 24.0 * out.quality * curves::share(age);
        for _ in 0..dice.times(expected) {
            let late = dice.chance(0.08);
            let at = out.at + dice.wait(if late { 9 * DAY } else { 3 * HOUR });
            if at < setting.now - SECOND {
                click(setting, out, link.id, &link.page, at, history, dice, &mut came);
            }
        }
        // Previews and search engines come soon and leave nothing.
        for _ in 0..dice.times(1.8) {
            let at = (out.at + dice.wait(20 * MINUTE)).min(setting.now - SECOND);
            clicked(setting, link.id, at, (true, None, Device::Other), history, dice);
        }
    }
    by_themselves(setting, history, dice);
    came
}

fn clicked(
    setting: &Setting,
    link_id: LinkId,
    at: i64,
    (crawler, referrer_host, device): (bool, Option<String>, Device),
    history: &mut History,
    dice: &mut Dice,
) -> ClickId {
    let id = ClickId::from_uuid(dice.id(at));
    history.clicks.push(ClickRow {
        workspace_id: setting.workspace_id,
        id,
        link_id,
        at,
        crawler: i64::from(crawler),
        referrer_host,
        device,
    });
    id
}

#[expect(clippy::too_many_arguments, reason = "one click with all that it leads to")]
fn click(
    setting: &Setting,
    out: &Out,
    link_id: LinkId,
    page: &str,
    at: i64,
    history: &mut History,
    dice: &mut Dice,
    came: &mut Vec<Came>,
) {
    let device = match dice.between(0, 99) {
        0..58 => Device::Phone,
        58..64 => Device::Tablet,
        _ => Device::Desktop,
    };
    let host = dice.chance(0.8).then(|| out.host.to_owned());
    let click_id = clicked(setting, link_id, at, (false, host.clone(), device), history, dice);
    if dice.chance(0.13) {
        // Gone before the page was there, or a browser that tells nothing.
        return;
    }
    let visit_id = VisitId::from_uuid(dice.id(at + SECOND));
    let pages = 1 + dice.times(1.1);
    history.visits.push(VisitRow {
        workspace_id: setting.workspace_id,
        id: visit_id,
        brand_id: setting.brand_id,
        visitor: dice.word(HEX, 32),
        link_id: Some(link_id),
        click_id: Some(click_id),
        landing_url: page.to_owned(),
        referrer_host: host,
        utm_source: Some(out.network.as_str().to_owned()),
        utm_medium: Some("social".to_owned()),
        utm_campaign: out.campaign.map(|which| setting.campaign(which).1.to_owned()),
        pages,
        started_at: at + SECOND,
        last_seen_at: at + SECOND + (pages - 1) * dice.between(15, 90) * SECOND,
    });
    came.push(Came { link: link_id, at, theme: out.theme });
    let (buys, signs) = match out.theme {
        Theme::Origin => (0.036, 0.030),
        Theme::Box => (0.095, 0.012),
        Theme::Work => (0.028, 0.010),
        Theme::Daily => (0.042, 0.045),
    };
    let touch = (Some(link_id), Some(visit_id), Some(click_id));
    if dice.chance(buys) {
        order(setting, at + dice.between(2 * MINUTE, 40 * MINUTE), touch, history, dice);
    } else if dice.chance(signs) {
        sign_up(setting, at + dice.between(20 * SECOND, 4 * MINUTE), touch, history, dice);
    }
}

/// People who typed the address, and what they bought.
fn by_themselves(setting: &Setting, history: &mut History, dice: &mut Dice) {
    for offset in -super::setting::DAYS..=0 {
        for _ in 0..dice.times(9.0) {
            let at = setting.at(offset, dice.between(7 * 60, 22 * 60));
            if at > setting.now - MINUTE {
                continue;
            }
            let id = VisitId::from_uuid(dice.id(at));
            history.visits.push(VisitRow {
                workspace_id: setting.workspace_id,
                id,
                brand_id: setting.brand_id,
                visitor: dice.word(HEX, 32),
                link_id: None,
                click_id: None,
                landing_url: format!("{SITE}/"),
                referrer_host: None,
                utm_source: None,
                utm_medium: None,
                utm_campaign: None,
                pages: 1 + dice.times(1.6),
                started_at: at,
                last_seen_at: at + dice.between(5, 400) * SECOND,
            });
            if dice.chance(0.03) {
                order(setting, at + 9 * MINUTE, (None, Some(id), None), history, dice);
            }
        }
    }
}

type Touch = (Option<LinkId>, Option<VisitId>, Option<ClickId>);

fn order(setting: &Setting, at: i64, touch: Touch, history: &mut History, dice: &mut Dice) {
    // Tins at 8.90 to 24.90, the box at 29.00, and now and then a whole shelf.
    let value_minor = match dice.between(0, 9) {
        0..4 => 2_900 * dice.between(1, 3),
        4..9 => dice.between(2, 7) * 890 + dice.between(0, 2) * 1_100,
        _ => dice.between(60, 140) * 190,
    };
    conversion(setting, "order", value_minor, at, touch, history, dice);
}

fn sign_up(setting: &Setting, at: i64, touch: Touch, history: &mut History, dice: &mut Dice) {
    conversion(setting, "sign_up", 0, at, touch, history, dice);
}

fn conversion(
    setting: &Setting,
    name: &str,
    value_minor: i64,
    at: i64,
    (link_id, visit_id, click_id): Touch,
    history: &mut History,
    dice: &mut Dice,
) {
    if at >= setting.now {
        return;
    }
    let number = 20_417 + history.conversions.len();
    history.conversions.push(ConversionRow {
        workspace_id: setting.workspace_id,
        id: ConversionId::from_uuid(dice.id(at)),
        brand_id: setting.brand_id,
        name: name.to_owned(),
        order_id: Some(if name == "order" { format!("NT-{number}") } else { format!("letter-{number}") }),
        value_minor,
        margin_minor: Some((value_minor * MARGIN_BP + 5_000) / 10_000),
        currency: CURRENCY.to_owned(),
        at,
        source: ConversionSource::Script,
        link_id,
        visit_id,
        click_id,
        created_at: at,
    });
}
