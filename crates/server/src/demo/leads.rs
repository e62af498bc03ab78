//! Offices that asked for the sample case, and what became of them.

use app::{
    Role,
    clock::{DAY, HOUR},
    demo_data::{ConversionRow, History, LeadRow},
    ids::{ConversionId, LeadId},
    leads::Stage,
    visits::ConversionSource,
};

use super::{
    dice::Dice,
    setting::{CURRENCY, Setting},
    texts::Theme,
    traffic::Came,
};

/// Firms by what they are: nobody is named.
const FIRMS: [(&str, &str); 28] = [
    ("Architects' office, 24 people", "studio@linde-architects.example"),
    ("Law firm by the harbour, 38 people", "office@hafenrecht.example"),
    ("Design studio, 12 people", "hello@studio-zwoelf.example"),
    ("Tax advisers, 19 people", "kontakt@steuerkontor.example"),
    ("Software house, 65 people", "people@nordcode.example"),
    ("Physiotherapy practice, 9 people", "praxis@beweglich.example"),
    ("Publishing house, 44 people", "empfang@seitenwind.example"),
    ("Film production, 17 people", "office@lichtspur.example"),
    ("Engineering office, 31 people", "info@statik-nord.example"),
    ("Language school, 14 people", "hola@palabras.example"),
    ("Co-working space, 120 desks", "desk@kontorhaus.example"),
    ("Dentists, 11 people", "praxis@zahnhafen.example"),
    ("Insurance branch, 52 people", "filiale@deichschutz.example"),
    ("Research institute, 80 people", "admin@kuesteninstitut.example"),
    ("Advertising agency, 27 people", "hello@lautundleise.example"),
    ("Boatyard office, 16 people", "buero@werft-nord.example"),
    ("Town library, 33 people", "team@buecherhalle.example"),
    ("Accounting firm, 22 people", "office@soll-haben.example"),
    ("Game studio, 40 people", "crew@pixelwatt.example"),
    ("Logistics company, 70 people", "office@frachtweg.example"),
    ("Hotel, 48 people", "empfang@hotel-am-kai.example"),
    ("Veterinary clinic, 13 people", "praxis@pfote.example"),
    ("Start-up centre, 95 desks", "hi@gruenderhafen.example"),
    ("Music school, 15 people", "buero@tonleiter.example"),
    ("Energy adviser, 8 people", "info@waermewende.example"),
    ("Gallery, 6 people", "gallery@weisswand.example"),
    ("Radio station, 36 people", "redaktion@kuestenfunk.example"),
    ("Cooperative bank branch, 29 people", "filiale@genobank.example"),
];

const NOTES: [&str; 6] = [
    "Asked for the sample case. Capsules so far, unhappy with the waste.",
    "Wants a shelf for two kitchens and one invoice.",
    "Has used the calculator twice; came back from the water guide.",
    "Likes black teas only. The manager tasted the box at home.",
    "Contract with a coffee supplier runs out at the end of the quarter.",
    "Needs organic teas and a delivery note in German.",
];

/// Writes leads for a part of those who came for the office tea.
pub fn write(setting: &Setting, came: &[Came], history: &mut History, dice: &mut Dice) {
    let mut office: Vec<&Came> = came.iter().filter(|came| came.theme == Theme::Work).collect();
    dice.shuffle(&mut office);
    office.truncate(FIRMS.len());
    office.sort_by_key(|came| came.at);
    for ((name, contact), came) in FIRMS.into_iter().zip(office) {
        lead(setting, (name, contact), came, history, dice);
    }
}

fn lead(
    setting: &Setting,
    (name, contact): (&str, &str),
    came: &Came,
    history: &mut History,
    dice: &mut Dice,
) {
    let created_at = came.at + dice.between(3, 25) * 60_000;
    if created_at > setting.now {
        return;
    }
    let days = (setting.now - created_at) / DAY;
    // The older, the further.
    let stage = match (days, dice.between(0, 9)) {
        (0..=2, _) => Stage::New,
        (3..=8, 0..=5) => Stage::Contacted,
        (3..=8, _) => Stage::Qualified,
        (_, 0..=3) => Stage::Won,
        (_, 4..=5) => Stage::Lost,
        (_, 6..=7) => Stage::Qualified,
        _ => Stage::Contacted,
    };
    let open = matches!(stage, Stage::New);
    let value = (!open).then(|| dice.between(24, 96) * 1_000);
    let updated_at =
        if open { created_at } else { (created_at + dice.between(20, 60) * HOUR).min(setting.now) };
    let id = LeadId::from_uuid(dice.id(created_at));
    let margin = |value: i64| (value * 3_800 + 5_000) / 10_000;
    let deal = match (stage, value) {
        (Stage::Won, Some(value_minor)) => {
            let deal = ConversionId::from_uuid(dice.id(updated_at));
            history.conversions.push(ConversionRow {
                workspace_id: setting.workspace_id,
                id: deal,
                brand_id: setting.brand_id,
                name: "deal".to_owned(),
                order_id: Some(id.to_string()),
                value_minor,
                margin_minor: Some(margin(value_minor)),
                currency: CURRENCY.to_owned(),
                at: updated_at,
                source: ConversionSource::Lead,
                link_id: Some(came.link),
                visit_id: None,
                click_id: None,
                created_at: updated_at,
            });
            Some(deal)
        }
        _ => None,
    };
    let note = dice.pick(&NOTES).copied().unwrap_or_default();
    history.leads.push(LeadRow {
        workspace_id: setting.workspace_id,
        id,
        brand_id: setting.brand_id,
        name: name.to_owned(),
        contact: contact.to_owned(),
        note: note.to_owned(),
        search_text: db::search_text(&[name, contact, note]),
        stage,
        link_id: Some(came.link),
        conversion_id: deal,
        value_minor: value,
        margin_minor: value.map(margin),
        currency: CURRENCY.to_owned(),
        owner_id: if open { None } else { setting.user(Role::Sales) },
        handed_over_at: (!open).then_some(created_at + HOUR),
        created_by: setting.user(Role::CommunityManager),
        created_at,
        updated_at,
    });
}
