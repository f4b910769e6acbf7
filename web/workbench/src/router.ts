import { createRouter, createWebHistory } from 'vue-router'
import { askWhoIsHere } from '@/people/session'
import { firstPath } from '@/cases/desks'

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/sign-in', component: () => import('@/people/SignIn.vue') },
    { path: '/cases/:number/print', component: () => import('@/cases/print/PrintPage.vue'), props: true },
    { path: '/screen', component: () => import('@/insight/screen/ScreenPage.vue') },
    {
      path: '/',
      component: () => import('@/frame/AppFrame.vue'),
      children: [
        { path: '', component: () => import('@/frame/NoSuchPage.vue'), beforeEnter: () => firstPath.value },
        { path: 'work/returns', component: () => import('@/cases/court/CourtPage.vue') },
        { path: 'work/rulings', component: () => import('@/cases/rulings/RulingsPage.vue') },
        { path: 'work/dispatch', component: () => import('@/cases/dispatch/DispatchPage.vue') },
        { path: 'opinions', component: () => import('@/cases/rulings/OpinionsPage.vue') },
        { path: 'precedents', component: () => import('@/cases/rulings/PrecedentsPage.vue') },
        { path: 'work/callback', component: () => import('@/cases/callback/CallbackPage.vue') },
        { path: 'work/check', component: () => import('@/cases/check/CheckPage.vue') },
        { path: 'work/review', component: () => import('@/cases/review/ReviewPage.vue') },
        { path: 'reply-templates', component: () => import('@/cases/unit/TemplatesPage.vue') },
        { path: 'work/unit', component: () => import('@/cases/unit/UnitPage.vue') },
        { path: 'work/:desk(confirm)', component: () => import('@/cases/desk/DeskPage.vue'), props: true },
        { path: 'work/supervision', redirect: '/supervision' },
        { path: 'work/office', redirect: '/office' },
        { path: 'supervision', component: () => import('@/cases/supervise/SupervisionPage.vue') },
        { path: 'office', component: () => import('@/cases/supervise/OfficePage.vue') },
        { path: 'media', component: () => import('@/cases/supervise/MediaPage.vue') },
        { path: 'work/:desk', component: () => import('@/cases/work/WorkPage.vue'), props: true },
        { path: 'cases/:number', component: () => import('@/cases/page/CasePage.vue'), props: true },
        { path: 'looks', component: () => import('@/looks/LooksPage.vue') },
        { path: 'floor', component: () => import('@/telephone/lead/LeadFloor.vue') },
        { path: 'ring-backs', component: () => import('@/calls/dial/RingBackPage.vue') },
        { path: 'outcomes', component: () => import('@/cases/outcomes/OutcomesPage.vue') },
        { path: 'intake', component: () => import('@/cases/intake/IntakePage.vue') },
        { path: 'figures/calls', component: () => import('@/calls/figures/CallFiguresPage.vue') },
        { path: 'figures', component: () => import('@/insight/FiguresPage.vue') },
        { path: 'admin', component: () => import('@/admin/AdminPage.vue') },
        { path: 'search', component: () => import('@/cases/search/SearchPage.vue') },
        { path: ':missing(.*)*', component: () => import('@/frame/NoSuchPage.vue') },
      ],
    },
  ],
})

router.beforeEach(async (to) => {
  if (to.path === '/sign-in') return true
  const viewer = await askWhoIsHere().catch(() => null)
  return viewer ? true : { path: '/sign-in', query: to.path === '/' ? {} : { to: to.fullPath } }
})
