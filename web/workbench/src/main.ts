import { createApp } from 'vue'
import App from './App.vue'
import '@/kernel/theme'
import { locale, setLocale } from '@/kernel/words'
import { listen } from '@/kernel/keys'
import { router } from './router'
import './style/tokens.css'
import './style/base.css'
import './style/element.css'

setLocale(locale.value)
listen()
createApp(App).use(router).mount('#app')
