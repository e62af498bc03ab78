//! What a role may do. Roles are named sets of permissions; code asks for permissions only.

use db::text_enum;

text_enum! {
    /// One thing that can be allowed.
    pub enum Permission {
        /// See brands, goals, campaigns, posts, calendar, metrics.
        View = "view",
        /// Change goals: strategy.
        ManageGoals = "manage_goals",
        /// Open and change campaigns.
        ManageCampaigns = "manage_campaigns",
        /// See and enter costs and budgets.
        ManageBudget = "manage_budget",
        /// See money: revenue, margin, cost, return.
        ViewMoney = "view_money",
        /// Write posts and variants, upload media.
        WritePosts = "write_posts",
        /// Schedule, publish, reschedule, cancel.
        Publish = "publish",
        /// Approve what waits for approval.
        Approve = "approve",
        /// Connect, check, pause and disconnect channels.
        ManageChannels = "manage_channels",
        /// Pause a whole brand, or everything.
        PausePublishing = "pause_publishing",
        /// Enter leads and deals, return their outcome.
        ManageLeads = "manage_leads",
        /// Enter conversions through the API.
        WriteConversions = "write_conversions",
        /// Invite people, change their roles, end their access.
        ManageMembers = "manage_members",
        /// Change the workspace, brands, sites and tokens.
        ManageWorkspace = "manage_workspace",
        /// Read the audit log.
        ViewAudit = "view_audit",
    }
}

text_enum! {
    /// A person's part in a workspace (TEAM-01 … 04, 13 … 19, 23).
    pub enum Role {
        /// Answers for the workspace; may do everything.
        Owner = "owner",
        /// Social media manager: strategy, campaigns, money, supervision.
        Strategist = "strategist",
        /// Publishes, answers, hands leads on.
        CommunityManager = "community_manager",
        /// Copywriter, designer, translator: writes, does not publish.
        ContentEditor = "content_editor",
        /// Paid campaigns and their money.
        Targeter = "targeter",
        /// Reads everything, publishes nothing.
        Analyst = "analyst",
        /// Works on leads and deals.
        Sales = "sales",
        /// Client or head of department: sees and approves.
        Approver = "approver",
        /// Works on one brand until a date.
        Freelancer = "freelancer",
    }
}

impl Role {
    /// What the role may do. `merged` is the mode of the one-person firm (TEAM-03): strategist and community manager
    /// are one, and so is approval, which the audit log then shows.
    #[must_use]
    pub fn permissions(self, merged: bool) -> Vec<Permission> {
        use Permission as P;
        let listed: &[P] = match self {
            Self::Owner => P::ALL,
            Self::Strategist | Self::CommunityManager if merged => &[
                P::View,
                P::ManageGoals,
                P::ManageCampaigns,
                P::ManageBudget,
                P::ViewMoney,
                P::WritePosts,
                P::Publish,
                P::Approve,
                P::ManageChannels,
                P::PausePublishing,
                P::ManageLeads,
                P::WriteConversions,
                P::ViewAudit,
            ],
            Self::Strategist => &[
                P::View,
                P::ManageGoals,
                P::ManageCampaigns,
                P::ManageBudget,
                P::ViewMoney,
                P::WritePosts,
                P::Publish,
                P::Approve,
                P::ManageChannels,
                P::PausePublishing,
                P::ManageLeads,
                P::ViewAudit,
            ],
            Self::CommunityManager => {
                &[P::View, P::WritePosts, P::Publish, P::ManageChannels, P::ManageLeads]
            }
            Self::ContentEditor | Self::Freelancer => &[P::View, P::WritePosts],
            Self::Targeter => &[P::View, P::ManageCampaigns, P::ManageBudget, P::ViewMoney, P::WritePosts],
            Self::Analyst => &[P::View, P::ViewMoney],
            Self::Sales => &[P::View, P::ManageLeads, P::ViewMoney],
            Self::Approver => &[P::View, P::Approve],
        };
        listed.to_vec()
    }

    /// Roles that a person of this role may give to others: nobody makes anyone mightier than themselves.
    #[must_use]
    pub fn may_grant(self, other: Self) -> bool {
        match self {
            Self::Owner => true,
            _ => {
                other != Self::Owner && {
                    let own = self.permissions(false);
                    other.permissions(false).iter().all(|wanted| own.contains(wanted))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_community_manager_cannot_change_strategy_unless_roles_are_merged() {
        assert!(!Role::CommunityManager.permissions(false).contains(&Permission::ManageGoals));
        assert!(Role::CommunityManager.permissions(true).contains(&Permission::ManageGoals));
        assert!(!Role::CommunityManager.permissions(true).contains(&Permission::ManageMembers));
    }
}
