//! Who works in the demo: one person of every role, called by it.

use app::{
    Role,
    accounts::{Language, Theme},
    demo_data::{MembershipRow, UserRow},
    ids::{MembershipId, UserId},
};

use super::{dice::Dice, setting::Setting};

/// Somebody who can sign in.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: UserId,
    pub role: Role,
    pub name: &'static str,
    pub email: String,
}

/// The roles in the order in which they are told, the two at the heart first.
const ROLES: [(Role, &str, &str); 9] = [
    (Role::Strategist, "Strategist", "strategist"),
    (Role::CommunityManager, "Community manager", "community"),
    (Role::Owner, "Owner", "owner"),
    (Role::ContentEditor, "Content editor", "editor"),
    (Role::Targeter, "Targeter", "targeter"),
    (Role::Analyst, "Analyst", "analyst"),
    (Role::Sales, "Sales", "sales"),
    (Role::Approver, "Client", "approver"),
    (Role::Freelancer, "Freelancer", "freelancer"),
];

/// The owner's name and address, by which the workspace is founded.
pub const OWNER: (&str, &str) = ("Owner", "owner@demo.test");

/// Everybody; the owner exists already.
pub fn everybody(owner: UserId, dice: &mut Dice, since: i64) -> Vec<Person> {
    ROLES
        .iter()
        .map(|(role, name, local)| Person {
            id: if *role == Role::Owner { owner } else { UserId::from_uuid(dice.id(since)) },
            role: *role,
            name,
            email: format!("{local}@demo.test"),
        })
        .collect()
}

/// Accounts and memberships of all but the owner.
pub fn rows(setting: &Setting, password_hash: &str, dice: &mut Dice) -> (Vec<UserRow>, Vec<MembershipRow>) {
    let others = setting.people.iter().filter(|person| person.role != Role::Owner);
    others
        .map(|person| {
            let user = UserRow {
                id: person.id,
                email: person.email.clone(),
                name: person.name.to_owned(),
                password_hash: password_hash.to_owned(),
                locale: None::<Language>,
                theme: Theme::Auto,
                created_at: setting.since,
            };
            // A freelancer works on one brand until a date.
            let freelance = person.role == Role::Freelancer;
            let membership = MembershipRow {
                workspace_id: setting.workspace_id,
                id: MembershipId::from_uuid(dice.id(setting.since)),
                user_id: person.id,
                role: person.role,
                brand_id: freelance.then_some(setting.brand_id),
                access_ends_at: freelance.then(|| setting.start_of_day(45)),
                created_at: setting.since,
            };
            (user, membership)
        })
        .unzip()
}
