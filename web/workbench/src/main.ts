import { createApp } from 'vue'
import App from './App.vue'
import '@/kernel/theme'
import { locale, setLocale } from '@/kernel/words'
import { pressed } from '@/kernel/keys'
import { router } from './router'
import './style/tokens.css'
import './style/base.css'
import './style/element.css'

setLocale(locale.value)
addEventListener('keydown', pressed)
createApp(App).use(router).mount('#app')
