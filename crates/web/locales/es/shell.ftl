# El marco, los componentes y lo que comparten todas las salas.
app-name = Tandem
skip-to-content = Ir al contenido
nav-main = Navegación principal
nav-more = Más
nav-close = Cerrar menú
nav-group-now = Ahora
nav-group-plan = Planificar
nav-group-publish = Publicar
nav-group-learn = Aprender
nav-group-workspace = Espacio de trabajo
nav-home = Inicio
nav-my-day = Mi día
nav-goals = Objetivos
nav-campaigns = Campañas
nav-budget = Presupuesto
nav-media = Biblioteca
nav-posts = Publicaciones
nav-calendar = Calendario
nav-channels = Canales
nav-trace = Rastro
nav-links = Enlaces
nav-members = Personas
nav-settings = Ajustes
nav-waiting = { $count ->
    [one] 1 en espera
   *[other] { $count } en espera
}

switcher-brand = Marca
switcher-all-brands = Todas las marcas
switcher-choose = Elegir marca
user-menu = Tu menú
user-account = Tu cuenta
user-sign-out = Cerrar sesión
user-sign-in = Iniciar sesión
user-shortcuts = Atajos de teclado
language = Idioma
theme = Apariencia
theme-auto = Como el dispositivo
theme-light = Claro
theme-dark = Oscuro

action-save = Guardar
action-cancel = Cancelar
action-close = Cerrar
action-back = Volver
action-edit = Editar
action-delete = Eliminar
action-remove = Quitar
action-confirm = Confirmar
action-new-post = Nueva publicación
action-search = Buscar
action-apply = Aplicar
action-copy = Copiar
action-copied = Copiado
action-more = Más acciones
action-dismiss = Descartar

field-optional = opcional
field-choose = Elegir …
field-all = Todo
field-none = Sin elegir
field-zone = Zona horaria
field-file-drop = Elige un archivo o suéltalo aquí
field-files-drop = Elige archivos o suéltalos aquí
field-counter = { $count } de { $max }
field-counter-over = { $count } de { $max }, demasiado largo
field-show-password = Mostrar
form-faults = { $count ->
    [one] Hay un dato que revisar
   *[other] Hay { $count } datos que revisar
}

confirm-title = ¿Seguro?
unsaved-changes = Hay cambios sin guardar.

page-next = Siguiente
page-previous = Anterior
page-first = Volver al principio
page-list = Páginas
breadcrumbs = Estás aquí
table-scroll = { $title } (se desplaza en horizontal)
empty-filtered = Nada coincide con este filtro.

chart-table = Ver como tabla
chart-no-data = Aún no hay datos
chart-date = Fecha
chart-not-offered = no se ofrece
chart-range = del { $from } al { $to }
stat-source = { $source }, obtenido { $when }
stat-not-offered = La red no lo ofrece
stat-up = sube { $change }
stat-down = baja { $change }
stat-same = sin cambios

shortcuts-title = Atajos de teclado
shortcuts-go = Ir a
shortcuts-do = Hacer
shortcuts-then = luego
shortcut-help = Mostrar esta lista
shortcut-new-post = Nueva publicación
shortcut-search = Ir al campo de búsqueda
shortcut-close = Cerrar lo que está abierto

preferences-saved = Guardado.
signed-out = Has cerrado la sesión.

leave-title = Continuar a { $host }
leave-text = Te llevamos a { $host } para que des allí tu permiso. Después vuelves aquí.
leave-continue = Continuar a { $host }

state-draft = Borrador
state-awaiting_approval = Espera aprobación
state-scheduled = Programado
state-claimed = Comenzando
state-sending = Enviando
state-published = Publicado
state-retry_at = Se reintentará
state-processing = En proceso
state-unknown = Incierto
state-failed = Fallido
state-missed = Perdido
state-paused = En pausa

role-owner = Propietario
role-strategist = Estrategia
role-community_manager = Gestión de comunidad
role-content_editor = Redacción
role-targeter = Anuncios
role-analyst = Análisis
role-sales = Ventas
role-approver = Aprobación
role-freelancer = Colaboración externa

problem-title-sign-in = Inicia sesión
problem-text-sign-in = Esta página es solo para quienes han iniciado sesión.
problem-title-not-found = Aquí no hay nada
problem-text-not-found = La página no existe o pertenece a un espacio de trabajo en el que no estás.
problem-title-forbidden = Tu rol no lo permite
problem-text-forbidden = Pídelo a una persona propietaria del espacio de trabajo si lo necesitas.
problem-title-cross-site = Esa petición vino de otro sitio
problem-text-cross-site = Por tu seguridad no se ha cambiado nada. Vuelve a Tandem e inténtalo desde allí.
problem-title-conflict = Eso ya no es posible
problem-text-conflict = Algo ha cambiado desde que abriste la página. Vuelve a cargarla y mira el estado nuevo.
problem-title-unreadable = No pudimos leer esa petición
problem-text-unreadable = Faltaba algo o estaba mal escrito. Vuelve atrás e inténtalo de nuevo.
problem-title-too-large = Es demasiado grande
problem-text-too-large = Prueba con un archivo más pequeño o un texto más corto.
problem-title-too-many = Demasiados intentos
problem-text-too-many = Espera un poco e inténtalo de nuevo.
problem-title-busy = Tandem está ocupado
problem-text-busy = Algo que necesita no responde ahora. No se ha perdido nada; inténtalo en un momento.
problem-title-full = El disco está lleno
problem-text-full = No queda espacio donde Tandem guarda sus datos, así que esto no se ha guardado. Todo lo guardado antes sigue ahí. Vuelve atrás: lo que escribiste sigue en el formulario. Avisa a quien administra Tandem para que libere espacio; después todo continúa sin más.
problem-title-store = No se puede acceder a los archivos
problem-text-store = El lugar donde Tandem guarda los archivos no los acepta ni los entrega en este momento. No se ha cambiado nada ni se ha perdido nada de lo guardado. Vuelve atrás: lo que escribiste sigue en el formulario. Inténtalo dentro de un rato; si sigue igual, avisa a quien administra Tandem.
problem-title-internal = Algo falló por nuestra parte
problem-text-internal = El fallo ha quedado registrado. Si se repite, indica a tu administrador el número de petición.
problem-title-offline = Sin conexión
problem-text-offline = No se puede llegar al servidor. Lo que escribiste sigue aquí; inténtalo cuando vuelvas a tener conexión.
problem-text-refused = No se pudo cargar esta parte. Lo que escribiste sigue aquí; inténtalo de nuevo en un momento.
problem-request = Petición { $id }
problem-home = Ir al inicio
problem-reload = Volver a cargar

error-required = Rellena este campo.
error-number_malformed = Escribe un número.
error-money_malformed = Escribe un importe, por ejemplo 1.250,00.
error-date_malformed = Escribe una fecha.
error-time_malformed = Escribe fecha y hora.
error-zone_unknown = No conocemos esta zona horaria: { $zone }.
error-time_skipped = Ese día los relojes pasan de las { $before } a las { $after }, así que esa hora no existe. Elige { $before } o antes, o { $after } o después.
error-text_too_long = Demasiado largo: { $length } caracteres, como máximo { $limit }.
error-taken = Ya está en uso.
error-email = Escribe una dirección de correo.
error-url = Escribe una dirección web que empiece por https://.
error-choice = Elige uno de los valores ofrecidos.
error-past = Está en el pasado.
error-negative = No puede ser negativo.
error-order = El final debe ser posterior al inicio.
error-network_credentials = La red rechazó el acceso. Vuelve a conectar el canal.
error-network_permission = La cuenta no puede hacer eso en la red.
error-network_invalid = La red rechaza este contenido: { $message }
error-network_rate_limited = La red pide ir más despacio. Inténtalo dentro de unos minutos.
error-network_not_found = La red no conoce eso.
error-network_not_offered = La red no ofrece eso.
error-network_blocked = No se admiten conexiones a esa dirección.
error-network_unavailable = No se puede llegar a la red en este momento. Inténtalo más tarde.
error-network_timeout = La red no respondió a tiempo. Inténtalo más tarde.
error-network_protocol = El servidor no responde como lo hace esta red. Comprueba la dirección.
error-network_local = No se pudo guardar el trabajo por nuestra parte.
error-other = No se acepta ({ $code }).

date-medium = { $day } { $month } { $year }
date-short = { $day } { $month }
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
month-short-1 = ene
month-short-2 = feb
month-short-3 = mar
month-short-4 = abr
month-short-5 = may
month-short-6 = jun
month-short-7 = jul
month-short-8 = ago
month-short-9 = sept
month-short-10 = oct
month-short-11 = nov
month-short-12 = dic
weekday-short-1 = lun
weekday-short-2 = mar
weekday-short-3 = mié
weekday-short-4 = jue
weekday-short-5 = vie
weekday-short-6 = sáb
weekday-short-7 = dom
number-thousand = { $number } mil
number-million = { $number } M
number-billion = { $number } mil M
relative-now = ahora mismo
relative-soon = en un momento
relative-in-minutes = { $count ->
    [one] en 1 minuto
   *[other] en { $count } minutos
}
relative-in-hours = { $count ->
    [one] en 1 hora
   *[other] en { $count } horas
}
relative-in-days = { $count ->
    [one] en 1 día
   *[other] en { $count } días
}
relative-ago-minutes = { $count ->
    [one] hace 1 minuto
   *[other] hace { $count } minutos
}
relative-ago-hours = { $count ->
    [one] hace 1 hora
   *[other] hace { $count } horas
}
relative-ago-days = { $count ->
    [one] hace 1 día
   *[other] hace { $count } días
}
