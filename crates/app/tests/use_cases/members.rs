//! Accounts, sessions, resets, invitations, memberships.

use app::{
    Actor, Error, Role, Via,
    accounts::{Credentials, NewOwner, Origin, SESSION_LIFE},
    audit::AuditFilter,
    clock::{DAY, HOUR, MINUTE},
    members::{Access, NewAccess, Proof},
    page::PageRequest,
    workspaces::NewWorkspace,
};
use testkit::{PASSWORD, TestApp, db_test};

fn origin() -> Origin {
    Origin { user_agent: "test".to_owned(), address: "127.0.0.1".to_owned(), previous_token: None }
}

fn credentials(email: &str, password: &str) -> Credentials {
    Credentials { email: email.to_owned(), password: password.to_owned() }
}

fn new_owner(email: &str) -> NewOwner {
    NewOwner {
        name: "Owner".to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        language: None,
        workspace: NewWorkspace {
            workspace: "Kranich Studio".to_owned(),
            brand: "Kranich Tea".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            currency: "EUR".to_owned(),
        },
    }
}

fn as_role(role: Role) -> NewAccess {
    NewAccess { role, brand_id: None, access_ends_on: None }
}

fn token_of(url: &str) -> String {
    url.rsplit('/').next().unwrap_or_default().to_owned()
}

fn codes(error: &Error) -> Vec<(String, &'static str)> {
    match error {
        Error::Invalid(faults) => faults.iter().map(|fault| (fault.field.clone(), fault.code)).collect(),
        other => vec![(String::new(), other.code())],
    }
}

async fn actions(t: &TestApp, owner: &Actor) -> Vec<String> {
    let page = t.audit_entries(owner, &AuditFilter::default(), &PageRequest::default()).await.expect("audit");
    page.items.into_iter().map(|entry| entry.action).collect()
}

async fn member_id(t: &TestApp, owner: &Actor, of: &Actor) -> app::ids::MembershipId {
    let members = t.members(owner).await.expect("members");
    members.into_iter().find(|member| Some(member.user_id) == of.user_id).expect("a member").id
}

db_test! {
    async fn of_two_setups_at_once_one_makes_the_owner(t: TestApp) {
        assert!(t.setup_is_open().await.expect("read"));
        let tries = (0..6).map(|number| {
            let app = t.app.clone();
            tokio::spawn(async move { app.create_owner(new_owner(&format!("owner{number}@kranich.example"))).await })
        });
        let tries: Vec<_> = tries.collect();
        let mut made = 0;
        for outcome in tries {
            match outcome.await.expect("task") {
                Ok(_) => made += 1,
                Err(error) => assert_eq!(error.code(), "already_set_up"),
            }
        }
        assert_eq!(made, 1);
        assert!(!t.setup_is_open().await.expect("read"));
    }

    async fn a_setup_tells_every_fault_at_once(t: TestApp) {
        let mut new = new_owner("not an address");
        new.name = " ".to_owned();
        new.password = "short".to_owned();
        new.workspace.zone = "Mars/Olympus".to_owned();
        new.workspace.currency = "XXX".to_owned();
        let error = t.create_owner(new).await.expect_err("faults");
        let fields: Vec<String> = codes(&error).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "email", "password", "zone", "currency"]);
        assert!(t.setup_is_open().await.expect("read"), "nothing was made");
    }

    async fn signing_in_opens_a_session_that_slides_and_ends(t: TestApp) {
        let owner = t.owner().await;
        let wrong = t.sign_in(&credentials("owner@kranich.example", "wrong"), &origin()).await.expect_err("no");
        let unknown = t.sign_in(&credentials("nobody@kranich.example", PASSWORD), &origin()).await.expect_err("no");
        assert_eq!(codes(&wrong), codes(&unknown), "the two are told alike");
        let first = t.sign_in(&credentials(" Owner@Kranich.example ", PASSWORD), &origin()).await.expect("in");
        let signed_in = t.session_of_token(&first.token).await.expect("read").expect("signed in");
        assert_eq!(signed_in.actor.expect("actor").workspace_id, owner.workspace_id);

        t.clock.advance(SESSION_LIFE - DAY);
        assert!(t.session_of_token(&first.token).await.expect("read").is_some(), "used, so it slides");
        t.clock.advance(SESSION_LIFE - DAY);
        assert!(t.session_of_token(&first.token).await.expect("read").is_some());
        t.clock.advance(SESSION_LIFE + MINUTE);
        assert!(t.session_of_token(&first.token).await.expect("read").is_none(), "unused for 30 days");

        let before = t.sign_in(&credentials("owner@kranich.example", PASSWORD), &origin()).await.expect("in");
        let again = Origin { previous_token: Some(before.token.clone()), ..origin() };
        let after = t.sign_in(&credentials("owner@kranich.example", PASSWORD), &again).await.expect("in");
        assert!(t.session_of_token(&before.token).await.expect("read").is_none(), "the token is rotated");
        t.sign_out(&after.token).await.expect("out");
        assert!(t.session_of_token(&after.token).await.expect("read").is_none());
    }

    async fn sessions_are_listed_and_ended(t: TestApp) {
        let owner = t.owner().await;
        let other = t.actor(Role::Analyst).await;
        let user_id = owner.user_id.expect("a person");
        let (phone, _) = t.sign_in_as(user_id).await;
        let (tablet, _) = t.sign_in_as(user_id).await;
        let sessions = t.sessions(&owner).await.expect("list");
        assert_eq!(sessions.len(), 3);
        assert_eq!(sessions.iter().filter(|session| session.is_this).count(), 1);
        let foreign = t.sessions(&other).await.expect("list")[0].id;
        assert_eq!(t.revoke_session(&owner, foreign).await.expect_err("not mine").code(), "not_found");
        let mine = sessions.iter().find(|session| !session.is_this).expect("another").id;
        t.revoke_session(&owner, mine).await.expect("ended");
        assert_eq!(t.revoke_other_sessions(&owner).await.expect("ended"), 1);
        for token in [&phone, &tablet] {
            assert!(t.session_of_token(token).await.expect("read").is_none());
        }
        assert_eq!(t.sessions(&other).await.expect("list").len(), 1, "nobody else is signed out");
    }

    async fn a_new_password_ends_every_session(t: TestApp) {
        let owner = t.owner().await;
        let (phone, _) = t.sign_in_as(owner.user_id.expect("a person")).await;
        let wrong = t.change_password(&owner, "wrong", "short", &origin()).await.expect_err("faults");
        assert_eq!(
            codes(&wrong),
            [("current".to_owned(), "password_wrong"), ("new".to_owned(), "password_short")]
        );
        let new = "five grey geese go north";
        let session = t.change_password(&owner, PASSWORD, new, &origin()).await.expect("changed");
        assert!(t.session_of_token(&phone).await.expect("read").is_none());
        assert!(t.session_of_token(&session.token).await.expect("read").is_some());
        t.sign_in(&credentials("owner@kranich.example", PASSWORD), &origin()).await.expect_err("the old one");
        t.sign_in(&credentials("owner@kranich.example", new), &origin()).await.expect("the new one");
    }

    async fn a_reset_link_works_once_even_twice_at_once(t: TestApp) {
        let owner = t.owner().await;
        assert!(t.request_password_reset("nobody@kranich.example").await.expect("same answer").is_none());
        let link = t.request_password_reset("OWNER@kranich.example").await.expect("made").expect("a link");
        assert!(t.request_password_reset("owner@kranich.example").await.expect("same answer").is_none(), "one a minute");
        let token = token_of(&link.url);
        let short = t.reset_password(&token, "short").await.expect_err("fault");
        assert_eq!(codes(&short), [("password".to_owned(), "password_short")]);
        assert!(t.reset_is_open(&token).await.expect("read"), "a fault does not use it up");
        let tries: Vec<_> = (0..4)
            .map(|number| {
                let (app, token) = (t.app.clone(), token.clone());
                tokio::spawn(async move { app.reset_password(&token, &format!("seven wet otters swim {number}")).await })
            })
            .collect();
        let mut used = 0;
        for outcome in tries {
            match outcome.await.expect("task") {
                Ok(_) => used += 1,
                Err(error) => assert_eq!(error.code(), "reset_invalid"),
            }
        }
        assert_eq!(used, 1);
        assert!(t.sessions(&owner).await.expect("list").is_empty(), "every session ended");
        t.sign_in(&credentials("owner@kranich.example", PASSWORD), &origin()).await.expect_err("the old one");

        t.clock.advance(2 * MINUTE);
        let late = t.request_password_reset("owner@kranich.example").await.expect("made").expect("a link");
        t.clock.advance(HOUR);
        let error = t.reset_password(&token_of(&late.url), "nine tall elms").await.expect_err("too late");
        assert_eq!(error.code(), "reset_invalid");
    }

    async fn an_owner_hands_a_reset_link_over_but_not_of_somebody_elsewhere(t: TestApp) {
        let owner = t.owner().await;
        let manager = t.actor(Role::CommunityManager).await;
        let id = member_id(&t, &owner, &manager).await;
        assert_eq!(t.create_reset_link(&manager, id).await.expect_err("no right").code(), "forbidden");
        let harbour = t.second_workspace().await;
        assert_eq!(t.create_reset_link(&harbour, id).await.expect_err("foreign").code(), "not_found");
        let link = t.create_reset_link(&owner, id).await.expect("a link");
        t.reset_password(&token_of(&link.url), "eleven slow snails").await.expect("set");

        let email = t.members(&owner).await.expect("members").into_iter().find(|m| m.id == id).expect("one").email;
        let invited = t.invite_member(&harbour, &email, &as_role(Role::Analyst)).await.expect("invited");
        let proof = Proof::Password("eleven slow snails");
        t.accept_invitation(&token_of(&invited.url), proof, &origin()).await.expect("accepted");
        assert_eq!(t.create_reset_link(&owner, id).await.expect_err("elsewhere too").code(), "member_elsewhere");
    }

    async fn an_invitation_is_accepted_once(t: TestApp) {
        let owner = t.owner().await;
        let brand_id = t.brand(&owner).await;
        let access = NewAccess {
            role: Role::Freelancer,
            brand_id: Some(brand_id),
            access_ends_on: "2026-07-31".parse().ok(),
        };
        let first = t.invite_member(&owner, "texts@writer.example", &access).await.expect("invited");
        let second = t.invite_member(&owner, "texts@writer.example", &access).await.expect("invited anew");
        assert!(t.invitation_of_token(&token_of(&first.url)).await.expect("read").is_none(), "taken back");
        let sent_again = t.resend_invitation(&owner, second.id).await.expect("sent again");
        assert!(t.invitation_of_token(&token_of(&second.url)).await.expect("read").is_none(), "the old link is dead");
        let token = token_of(&sent_again.url);
        let view = t.invitation_of_token(&token).await.expect("read").expect("open");
        assert!(!view.has_account);
        assert_eq!(view.brand_name.as_deref(), Some("Kranich Tea"));

        let tries: Vec<_> = (0..4)
            .map(|_| {
                let (app, token) = (t.app.clone(), token.clone());
                tokio::spawn(async move {
                    let proof = Proof::New { name: "Texts", password: PASSWORD, language: None };
                    app.accept_invitation(&token, proof, &origin()).await
                })
            })
            .collect();
        let mut sessions = Vec::new();
        for outcome in tries {
            if let Ok(session) = outcome.await.expect("task") {
                sessions.push(session);
            }
        }
        assert_eq!(sessions.len(), 1);
        let there = t.session_of_token(&sessions[0].token).await.expect("read").expect("in").actor.expect("actor");
        assert_eq!((there.role, there.brand_scope), (Role::Freelancer, Some(brand_id)));
        assert_eq!(t.members(&owner).await.expect("members").len(), 2);

        t.clock.set("2026-07-31T21:59:59Z".parse::<jiff::Timestamp>().expect("time").as_millisecond());
        let still = t.session_of_token(&sessions[0].token).await.expect("read");
        assert!(still.is_none_or(|signed_in| signed_in.actor.is_some()), "the last day counts in Berlin");
        t.clock.advance(2_000);
        let (_, user) = (0, there.user_id.expect("a person"));
        let session = t.open_session(user, &origin(), "sign_in").await.expect("session");
        let signed_in = t.session_of_token(&session.token).await.expect("read").expect("an account");
        assert!(signed_in.actor.is_none(), "the access has ended");
    }

    async fn wrong_hands_cannot_accept(t: TestApp) {
        let owner = t.owner().await;
        let harbour = t.second_workspace().await;
        let other = t.actor(Role::Sales).await;
        let harbour_email = t.members(&harbour).await.expect("members")[0].email.clone();
        let invited = t.invite_member(&owner, &harbour_email, &as_role(Role::Analyst)).await.expect("invited");
        let token = token_of(&invited.url);
        let proof = Proof::New { name: "Thief", password: PASSWORD, language: None };
        let taken = t.accept_invitation(&token, proof, &origin()).await.expect_err("has an account");
        assert_eq!(codes(&taken), [(String::new(), "email_taken")]);
        let wrong = t.accept_invitation(&token, Proof::Password("wrong"), &origin()).await.expect_err("wrong");
        assert_eq!(codes(&wrong), [("password".to_owned(), "password_wrong")]);
        let (session, _) = t.sign_in_as(other.user_id.expect("a person")).await;
        let somebody = t.session_of_token(&session).await.expect("read").expect("signed in");
        let foreign = t.accept_invitation(&token, Proof::SignedIn(&somebody), &origin()).await.expect_err("other");
        assert_eq!(foreign.code(), "other_account");
        t.accept_invitation(&token, Proof::Password(PASSWORD), &origin()).await.expect("accepted");
    }

    async fn one_person_switches_between_workspaces(t: TestApp) {
        let owner = t.owner().await;
        let harbour = t.second_workspace().await;
        let email = t.members(&owner).await.expect("members")[0].email.clone();
        let invited = t.invite_member(&harbour, &email, &as_role(Role::Analyst)).await.expect("invited");
        let (session, _) = t.sign_in_as(owner.user_id.expect("a person")).await;
        let signed_in = t.session_of_token(&session).await.expect("read").expect("in");
        let not_yet = t.switch_workspace(&signed_in, harbour.workspace_id).await.expect_err("not a member");
        assert_eq!(not_yet.code(), "not_found");
        let proof = Proof::SignedIn(&signed_in);
        let there = t.accept_invitation(&token_of(&invited.url), proof, &origin()).await.expect("accepted");
        let signed_in = t.session_of_token(&there.token).await.expect("read").expect("in");
        let actor = signed_in.actor.clone().expect("actor");
        assert_eq!((actor.workspace_id, actor.role), (harbour.workspace_id, Role::Analyst));
        assert_eq!(signed_in.workspaces.len(), 2);
        t.switch_workspace(&signed_in, owner.workspace_id).await.expect("switched");
        let signed_in = t.session_of_token(&there.token).await.expect("read").expect("in");
        let actor = signed_in.actor.expect("actor");
        assert_eq!((actor.workspace_id, actor.role), (owner.workspace_id, Role::Owner));

        let id = member_id(&t, &harbour, &actor).await;
        assert_eq!(t.remove_member(&actor, id).await.expect_err("foreign").code(), "not_found");
        t.remove_member(&harbour, id).await.expect("removed");
        let signed_in = t.session_of_token(&there.token).await.expect("read").expect("in");
        assert_eq!(signed_in.workspaces.len(), 1);
    }

    async fn the_last_owner_stays(t: TestApp) {
        let owner = t.owner().await;
        let id = member_id(&t, &owner, &owner).await;
        assert_eq!(t.remove_member(&owner, id).await.expect_err("last").code(), "last_owner");
        let analyst = as_role(Role::Analyst);
        assert_eq!(t.change_member(&owner, id, &analyst).await.expect_err("last").code(), "last_owner");
        let second = t.actor(Role::Owner).await;
        let second_id = member_id(&t, &owner, &second).await;
        let (one, two) = tokio::join!(t.remove_member(&owner, second_id), t.change_member(&second, id, &analyst));
        assert!(one.is_ok() != two.is_ok(), "two owners cannot end each other at once: {one:?} {two:?}");
        let left = t.members(&owner).await.expect("members");
        assert_eq!(left.iter().filter(|member| member.role == Role::Owner).count(), 1);
    }

    async fn rights_change_from_the_next_request_on(t: TestApp) {
        let owner = t.owner().await;
        let manager = t.actor(Role::CommunityManager).await;
        let (session, _) = t.sign_in_as(manager.user_id.expect("a person")).await;
        for role in Role::ALL {
            let error = t.invite_member(&manager, "x@y.example", &as_role(*role)).await.expect_err("no right");
            assert_eq!(error.code(), "forbidden");
        }
        let now = |signed_in: Option<app::accounts::SignedIn>| signed_in.expect("in").actor.expect("actor");
        assert!(!now(t.session_of_token(&session).await.expect("read")).allows(app::Permission::ManageGoals));
        t.set_merged_roles(&owner, true).await.expect("merged");
        assert!(now(t.session_of_token(&session).await.expect("read")).allows(app::Permission::ManageGoals));
        let id = member_id(&t, &owner, &manager).await;
        t.change_member(&owner, id, &as_role(Role::Analyst)).await.expect("changed");
        assert!(!now(t.session_of_token(&session).await.expect("read")).allows(app::Permission::Publish));
        assert!(matches!(manager.via, Via::Session(_)));
        let log = actions(&t, &owner).await;
        assert_eq!(log[..2], ["change_member", "set_merged_roles"]);
    }

    async fn who_is_in_is_not_invited_and_who_is_out_may_be_let_in_anew(t: TestApp) {
        let owner = t.owner().await;
        let until = Access {
            role: Role::Analyst,
            brand_id: None,
            access_ends_at: Some(testkit::START + DAY),
        };
        let analyst = t.actor_in(&owner, until).await;
        let members = t.members(&owner).await.expect("members");
        let member = members.into_iter().find(|each| Some(each.user_id) == analyst.user_id).expect("one");
        let inside = t.invite_member(&owner, &member.email, &as_role(Role::Sales)).await.expect_err("is in");
        assert_eq!(codes(&inside), [("email".to_owned(), "already_member")]);
        t.clock.advance(2 * DAY);
        let invited = t.invite_member(&owner, &member.email, &as_role(Role::Sales)).await.expect("is out");
        let token = token_of(&invited.url);
        let there = t.accept_invitation(&token, Proof::Password(PASSWORD), &origin()).await.expect("in anew");
        let signed_in = t.session_of_token(&there.token).await.expect("read").expect("signed in");
        assert_eq!(signed_in.actor.expect("actor").role, Role::Sales);
        assert_eq!(t.members(&owner).await.expect("members").len(), 2);
    }

    async fn a_brand_scope_hides_the_other_brands(t: TestApp) {
        let owner = t.owner().await;
        let first = t.brand(&owner).await;
        let second = t.new_brand(&owner, "Kranich Coffee").await;
        let access = Access { role: Role::ContentEditor, brand_id: Some(second), access_ends_at: None };
        let editor = t.actor_in(&owner, access).await;
        let seen = t.brands(&editor, true).await.expect("brands");
        assert_eq!(seen.iter().map(|brand| brand.id).collect::<Vec<_>>(), [second]);
        assert_eq!(t.brand(&editor).await, second);
        assert_eq!(t.app.brand(&editor, first).await.expect_err("out of reach").code(), "not_found");
        let elsewhere = Access { role: Role::Analyst, brand_id: Some(first), access_ends_at: None };
        let analyst = t.actor_in(&owner, elsewhere).await;
        let names: Vec<String> = t.members(&editor).await.expect("members").into_iter().map(|m| m.name).collect();
        assert!(names.contains(&editor.name.to_string()) && !names.contains(&analyst.name.to_string()), "{names:?}");
        let strategist = Access { role: Role::Strategist, brand_id: Some(second), access_ends_at: None };
        let strategist = t.actor_in(&owner, strategist).await;
        let log = t.audit_entries(&strategist, &AuditFilter::default(), &PageRequest::first(10)).await;
        assert_eq!(log.expect_err("tells of every brand").code(), "forbidden");
        let harbour = t.second_workspace().await;
        assert_eq!(t.app.brand(&harbour, first).await.expect_err("foreign").code(), "not_found");
        let foreign = NewAccess { role: Role::Analyst, brand_id: Some(first), access_ends_on: None };
        let error = t.invite_member(&harbour, "a@b.example", &foreign).await.expect_err("foreign brand");
        assert_eq!(codes(&error), [("brand_id".to_owned(), "unknown_choice")]);
    }

    async fn brands_are_archived_but_never_the_last(t: TestApp) {
        let owner = t.owner().await;
        let first = t.brand(&owner).await;
        assert_eq!(t.archive_brand(&owner, first, true).await.expect_err("last").code(), "last_brand");
        let second = t.new_brand(&owner, "Kranich Coffee").await;
        let again = app::brands::ChangeBrand { name: "Kranich Coffee".to_owned(), site_url: None };
        let taken = t.create_brand(&owner, again).await.expect_err("taken");
        assert_eq!(codes(&taken), [("name".to_owned(), "name_taken")]);
        let (one, two) = tokio::join!(t.archive_brand(&owner, first, true), t.archive_brand(&owner, second, true));
        assert!(one.is_ok() != two.is_ok(), "one stays in use");
        assert_eq!(t.brands(&owner, false).await.expect("brands").len(), 1);
        assert_eq!(t.brands(&owner, true).await.expect("brands").len(), 2);
    }

    async fn the_audit_log_is_paged_and_only_for_those_who_may(t: TestApp) {
        let owner = t.owner().await;
        let analyst = t.actor(Role::Analyst).await;
        let all = AuditFilter::default();
        let error = t.audit_entries(&analyst, &all, &PageRequest::default()).await.expect_err("no right");
        assert_eq!(error.code(), "forbidden");
        for number in 0..7 {
            t.new_brand(&owner, &format!("Brand {number}")).await;
        }
        let filter = AuditFilter { action: Some("create_brand".to_owned()), ..all.clone() };
        let mut request = PageRequest::first(3);
        let mut seen = Vec::new();
        loop {
            let page = t.audit_entries(&owner, &filter, &request).await.expect("page");
            assert!(page.items.len() <= 3);
            seen.extend(page.items.into_iter().map(|entry| entry.subject_id));
            let Some(next) = page.next else { break };
            request.after = Some(next);
        }
        assert_eq!(seen.len(), 7);
        let mut unique = seen.clone();
        unique.dedup();
        assert_eq!(unique, seen);
        let harbour = t.second_workspace().await;
        let theirs = t.audit_entries(&harbour, &filter, &PageRequest::default()).await.expect("page");
        assert!(theirs.items.is_empty());
        request.after = Some("nonsense".to_owned());
        assert_eq!(t.audit_entries(&owner, &all, &request).await.expect_err("malformed").code(), "invalid");
    }
}
